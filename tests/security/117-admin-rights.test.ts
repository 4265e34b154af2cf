import { operations } from '@latchkey/contracts'
import { newId } from '@latchkey/database'
import { describe, expect } from 'vitest'

import { PASSWORD, test as base } from '../harness.ts'
import { pathOf, sampleBody, withBody } from './samples.ts'

/** Everything that acts on other people's accounts. */
const administrative = operations.filter(({ url }) => url.startsWith('/api/admin/'))

const test = base.override('options', {
  roles: { admin: ['*'], user: [], superuser: ['*'], editor: ['articles:write'] },
})

describe('117 acting on others', () => {
  test('asks for the role admin, whatever the operation', () => {
    expect(administrative.length).toBeGreaterThan(0)
    for (const { operationId, security } of administrative) {
      expect(security, operationId).toMatchObject({ by: 'session', role: 'admin' })
    }
  })

  // Guarantee: permissions are for the routes of the application; none of them administers users.
  test.for(['user', 'editor', 'superuser'])(
    'is refused to the role %s',
    async (role, { app, call, signUp }) => {
      const { user, refreshToken } = await signUp()
      await app.admin.users.update(user.id, { role })
      const renewed = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
      const { accessToken: token } = renewed.json()

      for (const operation of administrative) {
        for (const id of [user.id, newId()]) {
          const response = await call(operation.method, pathOf(operation, id), { token })

          expect([response.statusCode, response.json().required], operation.operationId).toEqual([
            403,
            'admin',
          ])
        }
      }
      expect(await app.admin.users.get(user.id)).toMatchObject({ role, status: 'active' })
    },
  )

  test('is refused without a credential', async ({ call }) => {
    for (const operation of administrative) {
      const response = await call(operation.method, pathOf(operation))

      expect([response.statusCode, response.json().code], operation.operationId).toEqual([
        401,
        'TOKEN_MISSING',
      ])
    }
  })

  test('is granted to administrators', async ({ call, signUp, signUpAdmin }) => {
    const { accessToken: token } = await signUpAdmin()
    const { user } = await signUp()

    for (const operation of administrative) {
      const body = withBody.find(({ operationId }) => operationId === operation.operationId)?.body
      const response = await call(operation.method, pathOf(operation, user.id), {
        token,
        ...(body && { body: sampleBody(body) }),
      })

      expect(response.statusCode, operation.operationId).toBe(200)
    }
  })
})

// ASVS 6.4.6: an administrator can start a reset, and never knows or chooses the password.
describe('117 an administrator', () => {
  test('can set nobody’s password or address', async ({ call, signUp, signUpAdmin }) => {
    const { accessToken: token } = await signUpAdmin()
    const { user } = await signUp()

    for (const [name, value] of Object.entries({
      password: 'chosen by somebody else',
      newPassword: 'chosen by somebody else',
      passwordHash: 'x',
      email: 'admin@example.test',
    })) {
      const response = await call('PATCH', `/api/admin/users/${user.id}`, {
        token,
        body: { status: 'active', [name]: value },
      })

      expect(response.statusCode, name).toBe(400)
      expect(response.json().errors).toMatchObject([{ pointer: `/body/${name}` }])
    }
    const login = await call('POST', '/api/auth/login', {
      body: { email: user.email, password: PASSWORD },
    })
    expect(login.statusCode).toBe(200)
  })

  test('is told no secret of anybody', async ({ call, signUp, signUpAdmin, db }) => {
    const { accessToken: token } = await signUpAdmin()
    const { user } = await signUp()
    const { secret } = await db
      .selectFrom('credentials')
      .select('secret')
      .where('user_id', '=', user.id)
      .executeTakeFirstOrThrow()

    const responses = [
      await call('GET', '/api/admin/users', { token }),
      await call('GET', `/api/admin/users/${user.id}`, { token }),
      await call('GET', `/api/admin/users/${user.id}/sessions`, { token }),
    ]

    const text = responses.map(({ body }) => body).join('\n')
    expect(text).toContain(user.id)
    expect(text).not.toContain(secret)
    expect(text).not.toMatch(/\$2[aby]\$|lkr_|hash|secret/)
  })
})
