import { newId } from '@latchkey/database'
import { describe, expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'

describe('GET /api/admin/users', () => {
  test('reads all users page by page, newest first', async ({ call, signUp, signUpAdmin }) => {
    const { accessToken: token, user: admin } = await signUpAdmin({ username: 'admin' })
    const people = [await signUp(), await signUp(), await signUp(), await signUp()]

    const pages: string[][] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query = new URLSearchParams({ limit: '2', ...(cursor && { cursor }) })
      const response = await call('GET', `/api/admin/users?${query}`, { token })
      const page: { data: { id: string }[]; nextCursor: string | null } = response.json()
      pages.push(page.data.map(({ id }) => id))
      cursor = page.nextCursor
    }

    const [a, b, c, d] = people.map(({ user }) => user.id)
    expect(pages).toEqual([[d, c], [b, a], [admin.id]])
  })

  test('finds users by a part of what they are called', async ({ call, signUp, signUpAdmin }) => {
    const { accessToken: token } = await signUpAdmin()
    const { user } = await signUp({ name: 'Ada Lovelace', email: 'countess@example.test' })

    for (const query of ['LOVE', 'countess@']) {
      const response = await call('GET', `/api/admin/users?query=${query}`, { token })

      expect(response.json().data).toEqual([{ ...user, appMetadata: {} }])
    }
    const none = await call('GET', '/api/admin/users?query=nobody-of-this-name', { token })
    expect(none.json()).toEqual({ data: [], nextCursor: null })
  })

  test('refuses a cursor of another list', async ({ call, signUpAdmin }) => {
    const { accessToken: token, user } = await signUpAdmin()
    const login = { email: user.email, password: PASSWORD }
    await call('POST', '/api/auth/login', { body: login })
    const sessions = await call('GET', '/api/auth/sessions?limit=1', { token })
    const { nextCursor } = sessions.json()

    const response = await call('GET', `/api/admin/users?cursor=${nextCursor}`, { token })

    expect(nextCursor).toEqual(expect.any(String))
    expect(response.statusCode).toBe(400)
    expect(response.json().errors).toMatchObject([{ pointer: '/query/cursor' }])
  })

  test.for(['limit=0', 'limit=101', 'query=', 'query=%00', 'cursor=', 'role=admin'])(
    'refuses ?%s',
    async (query, { call, signUpAdmin }) => {
      const { accessToken: token } = await signUpAdmin()

      const response = await call('GET', `/api/admin/users?${query}`, { token })

      expect([response.statusCode, response.json().code]).toEqual([400, 'INVALID_REQUEST'])
    },
  )
})

describe('PATCH /api/admin/users/:userId', () => {
  test('answers the user as he is then', async ({ call, signUp, signUpAdmin }) => {
    const { accessToken: token } = await signUpAdmin()
    const { user } = await signUp()
    const url = `/api/admin/users/${user.id}`

    const changed = await call('PATCH', url, {
      token,
      body: { role: 'admin', status: 'disabled', reason: 'until the papers are signed' },
    })
    const found = await call('GET', url, { token })

    expect(changed.statusCode).toBe(200)
    expect(changed.json()).toEqual({
      ...user,
      role: 'admin',
      status: 'disabled',
      appMetadata: {},
    })
    expect(found.json()).toEqual(changed.json())
  })

  test('refuses a role that nobody defined', async ({ call, signUp, signUpAdmin }) => {
    const { accessToken: token } = await signUpAdmin()
    const { user } = await signUp()

    const response = await call('PATCH', `/api/admin/users/${user.id}`, {
      token,
      body: { role: 'owner' },
    })

    expect(response.statusCode).toBe(400)
    expect(response.json().errors).toEqual([
      { pointer: '/body/role', message: 'must be a role that this server has' },
    ])
  })

  test('lets an administrator step down unless he is the last', async ({ call, signUpAdmin }) => {
    const [first, second] = [await signUpAdmin(), await signUpAdmin()]
    const stepDown = ({ user, accessToken: token }: typeof first) =>
      call('PATCH', `/api/admin/users/${user.id}`, { token, body: { role: 'user' } })

    const [allowed, refused] = [await stepDown(first), await stepDown(second)]

    expect([allowed.statusCode, allowed.json().role]).toEqual([200, 'user'])
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'LAST_ADMIN'])
  })
})

describe('/api/admin/users/:userId/sessions', () => {
  test('lists where a user is signed in, and signs him out there', async ({
    call,
    signUp,
    signUpAdmin,
  }) => {
    const admin = await signUpAdmin()
    const { user, ...tokens } = await signUp()
    const { accessToken: token } = admin
    const url = `/api/admin/users/${user.id}/sessions`

    const before = await call('GET', url, { token })
    const revoked = await call('DELETE', url, { token })
    const after = await call('GET', url, { token })
    const me = await call('GET', '/api/auth/me', { token: tokens.accessToken })
    const own = await call('GET', `/api/admin/users/${admin.user.id}/sessions`, { token })

    expect(before.json().data).toMatchObject([{ id: tokens.session.id, current: false }])
    expect([revoked.statusCode, revoked.json()]).toEqual([200, { revoked: 1 }])
    expect(after.json()).toEqual({ data: [], nextCursor: null })
    expect([me.statusCode, me.json().code]).toEqual([401, 'SESSION_REVOKED'])
    expect(own.json().data).toMatchObject([{ id: admin.session.id, current: true }])
  })
})

test('somebody who does not exist is not found', async ({ call, signUpAdmin }) => {
  const { accessToken: token } = await signUpAdmin()
  const url = `/api/admin/users/${newId()}`

  const responses = [
    await call('GET', url, { token }),
    await call('PATCH', url, { token, body: { role: 'user' } }),
    await call('GET', `${url}/sessions`, { token }),
    await call('DELETE', `${url}/sessions`, { token }),
  ]

  expect(responses.map((response) => `${response.statusCode} ${response.json().code}`)).toEqual(
    Array(4).fill('404 NOT_FOUND'),
  )
})
