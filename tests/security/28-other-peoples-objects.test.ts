import { operations } from '@latchkey/contracts'
import { newId } from '@latchkey/database'
import { expect } from 'vitest'

import { test } from '../harness.ts'
import { guarded, pathOf, sampleBody, withBody } from './samples.ts'

const VERBS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

// Guarantee: who asks for somebody else's object learns no more than who asks for none.
test('28 an object of somebody else answers like one that does not exist', async ({
  call,
  signUp,
}) => {
  const [victim, attacker] = [await signUp(), await signUp()]
  const withIds = guarded.filter(({ schema }) => schema.params)
  const foreign = [victim.user.id, victim.session.id]

  for (const operation of withIds) {
    for (const id of foreign) {
      for (const method of VERBS) {
        const ask = async (parameter: string) => {
          const body = withBody.find(({ operationId }) => operationId === operation.operationId)
          const { statusCode, body: text } = await call(method, pathOf(operation, parameter), {
            token: attacker.accessToken,
            ...(body && method === operation.method && { body: sampleBody(body.body) }),
          })
          return { statusCode, text: text.replace(/"requestId":"[^"]+"/, '') }
        }
        const answer = await ask(id)

        expect(answer, `${method} ${operation.url}`).toEqual(await ask(newId()))
        expect(answer.statusCode, `${method} ${operation.url}`).toBeGreaterThanOrEqual(400)
      }
    }
  }
  const after = await call('GET', '/api/auth/me', { token: victim.accessToken })
  expect(after.json()).toEqual(victim.user)
})

test('28 ids of others open no path that nobody offers', async ({ call, signUp }) => {
  const [victim, attacker] = [await signUp(), await signUp()]
  const offered = new Set(operations.map(({ method, url }) => `${method} ${url}`))
  const prefixes = ['/api/auth/me', '/api/auth/users', '/api/users', '/api/auth/sessions']
  const urls = prefixes.flatMap((prefix) => [
    `${prefix}/${victim.user.id}`,
    `${prefix}/${victim.session.id}`,
    `${prefix}?id=${victim.user.id}`,
  ])

  for (const url of urls) {
    for (const method of VERBS) {
      if (offered.has(`${method === 'HEAD' ? 'GET' : method} ${url.split('?')[0]}`)) continue
      const response = await call(method, url, { token: attacker.accessToken })

      expect([404, 405], `${method} ${url}`).toContain(response.statusCode)
      expect(response.body).not.toContain(victim.user.email)
    }
  }
})

// Guarantee: to know the id of a session, or to be signed in oneself, ends nobody else's session.
test('28 nobody ends or renews the session of somebody else', async ({ call, signUp }) => {
  const [victim, attacker] = [await signUp(), await signUp()]
  const forged = withSessionOf(victim.refreshToken, attacker.refreshToken)

  const refused = await call('POST', '/api/auth/refresh', { body: { refreshToken: forged } })
  const ignored = await call('POST', '/api/auth/logout', {
    token: attacker.accessToken,
    body: { refreshToken: forged },
  })
  const [mine, theirs] = await Promise.all([
    call('GET', '/api/auth/me', { token: attacker.accessToken }),
    call('GET', '/api/auth/me', { token: victim.accessToken }),
  ])

  expect([refused.statusCode, refused.json().code]).toEqual([401, 'REFRESH_TOKEN_INVALID'])
  expect(ignored.statusCode).toBe(204)
  expect([mine.statusCode, theirs.statusCode]).toEqual([401, 200])
})

// Guarantee: of users, only administrators learn who exists; a user does not even see himself there.
test('28 who is no administrator is told nothing about any user', async ({
  call,
  signUp,
  signUpAdmin,
}) => {
  const [victim, attacker, admin] = [await signUp(), await signUp(), await signUpAdmin()]
  const administrative = guarded.filter(({ url }) => url.startsWith('/api/admin/users/'))
  const ids = [victim.user.id, attacker.user.id, admin.user.id, newId(), 'no-id']

  for (const { method, url } of administrative) {
    for (const id of ids) {
      const response = await call(method, url.replace(':userId', id), {
        token: attacker.accessToken,
      })

      expect([response.statusCode, response.json().required], `${method} ${url}`).toEqual([
        403,
        'admin',
      ])
    }
  }
  const list = await call('GET', `/api/admin/users?query=${victim.user.email}`, {
    token: attacker.accessToken,
  })
  expect(list.statusCode).toBe(403)
  expect(list.body).not.toContain(victim.user.id)
})

test('28 an administrator is told which users do not exist', async ({ call, signUpAdmin }) => {
  const { accessToken: token } = await signUpAdmin()
  const administrative = guarded.filter(({ url }) => url.startsWith('/api/admin/users/'))

  for (const { method, url } of administrative) {
    const response = await call(method, url.replace(':userId', newId()), {
      token,
      ...(method === 'PATCH' && { body: { status: 'disabled' } }),
    })

    expect([response.statusCode, response.json().code], `${method} ${url}`).toEqual([
      404,
      'NOT_FOUND',
    ])
  }
})

/** The refresh token `own`, with the id of the session of `victim` in it. */
function withSessionOf(victim: string, own: string): string {
  const [theirs, mine] = [victim, own].map((token) => Buffer.from(token.slice(4), 'base64url'))
  if (!theirs || !mine) throw new Error('no tokens')
  theirs.copy(mine, 4, 4, 20)
  return `lkr_${mine.toString('base64url')}`
}
