import { expect } from 'vitest'

import { test } from '../harness.ts'
import { guarded, pathOf, sampleBody, withBody } from './samples.ts'

/** Names under which a client might try to say for whom it acts. */
const CLAIMED = ['userId', 'user_id', 'ownerId', 'owner', 'sub', 'actor', 'onBehalfOf']
const HEADERS = ['x-user-id', 'x-user', 'x-forwarded-user', 'x-remote-user', 'x-auth-request-user']

test.for(guarded)(
  '7 $operationId acts for who is signed in, whatever else the request says',
  async (operation, { call, db, signUp }) => {
    const [victim, attacker] = [await signUp(), await signUp()]
    const users = db.selectFrom('users').selectAll().orderBy('id')
    const victimBefore = await users.where('id', '=', victim.user.id).executeTakeFirst()
    const query = CLAIMED.map((name) => `${name}=${victim.user.id}`).join('&')
    const body = withBody.find(({ operationId }) => operationId === operation.operationId)?.body

    const response = await call(operation.method, `${pathOf(operation)}?${query}`, {
      token: attacker.accessToken,
      headers: Object.fromEntries(HEADERS.map((name) => [name, victim.user.id])),
      ...(body && {
        body: { ...sampleBody(body), ...(operation.operationId === 'updateMe' && { name: 'Eve' }) },
      }),
    })

    expect(response.statusCode).toBeLessThan(500)
    expect(response.body).not.toContain(victim.user.id)
    expect(await users.where('id', '=', victim.user.id).executeTakeFirst()).toEqual(victimBefore)
  },
)

test('7 the profile that is read and changed is the own one', async ({ call, signUp }) => {
  const [victim, attacker] = [await signUp(), await signUp()]
  const url = `/api/auth/me?userId=${victim.user.id}&sub=${victim.user.id}`
  const headers = { 'x-user-id': victim.user.id }

  const changed = await call('PATCH', url, {
    token: attacker.accessToken,
    headers,
    body: { name: 'Eve' },
  })
  const [own, other] = await Promise.all([
    call('GET', url, { token: attacker.accessToken, headers }),
    call('GET', '/api/auth/me', { token: victim.accessToken }),
  ])

  expect(changed.json()).toMatchObject({ id: attacker.user.id, name: 'Eve' })
  expect(own.json()).toMatchObject({ id: attacker.user.id, name: 'Eve' })
  expect(other.json()).toMatchObject({ id: victim.user.id, name: null })
})

// CVE-2025-61928: without a session, a user id in the body was taken for the caller.
test.for(guarded)(
  '7 $operationId asks who it is, whoever the request names',
  async (operation, { call, signUp }) => {
    const victim = await signUp()
    const claims = Object.fromEntries(CLAIMED.map((name) => [name, victim.user.id]))

    const response = await call(operation.method, pathOf(operation), {
      headers: Object.fromEntries(HEADERS.map((name) => [name, victim.user.id])),
      ...(operation.schema.body && { body: claims }),
    })

    expect([response.statusCode, response.json().code]).toEqual([401, 'TOKEN_MISSING'])
  },
)

test.for(
  withBody.flatMap((operation) => CLAIMED.map((name) => ({ operation, name, ...operation }))),
)('7 $operationId takes no $name in its body', async ({ operation, name }, { call, signUp }) => {
  const [victim, attacker] = [await signUp(), await signUp()]

  const response = await call(operation.method, pathOf(operation), {
    token: attacker.accessToken,
    body: { ...sampleBody(operation.body), [name]: victim.user.id },
  })

  expect(response.statusCode).toBe(400)
  expect(response.json().errors).toContainEqual(
    expect.objectContaining({ pointer: `/body/${name}` }),
  )
})
