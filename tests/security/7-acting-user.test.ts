import { expect } from 'vitest'

import { test } from '../harness.ts'
import { guarded, pathOf, sampleBody, withBody } from './samples.ts'

/** Names under which a client might try to say for whom it acts. */
const CLAIMED = ['userId', 'user_id', 'ownerId', 'owner', 'sub', 'actor', 'onBehalfOf']
const HEADERS = ['x-user-id', 'x-user', 'x-forwarded-user', 'x-remote-user', 'x-auth-request-user']

test('7 the profile that is read and changed is the own one', async ({ call, signUp }) => {
  const [victim, attacker] = [await signUp(), await signUp()]
  const url = `/api/auth/me?${queryOf(victim.user.id)}`
  const request = { token: attacker.accessToken, headers: headersOf(victim.user.id) }

  const changed = await call('PATCH', url, { ...request, body: { name: 'Eve' } })
  const own = await call('GET', url, request)
  const other = await call('GET', '/api/auth/me', { token: victim.accessToken })

  expect(changed.json()).toMatchObject({ id: attacker.user.id, name: 'Eve' })
  expect(own.json()).toMatchObject({ id: attacker.user.id, name: 'Eve' })
  expect(other.json()).toEqual(victim.user)
})

test('7 no answer is about somebody whom only the request names', async ({ call, signUp }) => {
  const [victim, attacker] = [await signUp(), await signUp()]

  for (const operation of guarded) {
    const body = withBody.find(({ operationId }) => operationId === operation.operationId)?.body
    const response = await call(
      operation.method,
      `${pathOf(operation)}?${queryOf(victim.user.id)}`,
      {
        token: attacker.accessToken,
        headers: headersOf(victim.user.id),
        ...(body && { body: sampleBody(body) }),
      },
    )

    expect(response.body, operation.operationId).not.toContain(victim.user.id)
    expect(response.statusCode, operation.operationId).toBeLessThan(500)
  }
  const after = await call('GET', '/api/auth/me', { token: victim.accessToken })
  expect(after.json()).toEqual(victim.user)
})

// CVE-2025-61928: without a session, a user id in the body was taken for the caller.
test('7 every operation asks who it is, whoever the request names', async ({ call, signUp }) => {
  const victim = await signUp()

  for (const operation of guarded) {
    const response = await call(
      operation.method,
      `${pathOf(operation)}?${queryOf(victim.user.id)}`,
      {
        headers: headersOf(victim.user.id),
        ...(operation.schema.body && { body: claimsOf(victim.user.id) }),
      },
    )

    expect([response.statusCode, response.json().code], operation.operationId).toEqual([
      401,
      'TOKEN_MISSING',
    ])
  }
})

test('7 no body says for whom it is', async ({ call, signUp, signUpAdmin }) => {
  const [victim, attacker] = [await signUp(), await signUpAdmin()]

  for (const operation of withBody) {
    for (const name of CLAIMED) {
      const response = await call(operation.method, pathOf(operation), {
        token: attacker.accessToken,
        body: { ...sampleBody(operation.body), [name]: victim.user.id },
      })

      expect(response.statusCode, `${operation.operationId} ${name}`).toBe(400)
      expect(response.json().errors).toContainEqual(
        expect.objectContaining({ pointer: `/body/${name}` }),
      )
    }
  }
})

function claimsOf(userId: string) {
  return Object.fromEntries(CLAIMED.map((name) => [name, userId]))
}

function queryOf(userId: string): string {
  return new URLSearchParams(claimsOf(userId)).toString()
}

function headersOf(userId: string) {
  return Object.fromEntries(HEADERS.map((name) => [name, userId]))
}
