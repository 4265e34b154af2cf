import { operations } from '@latchkey/contracts'
import { expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { pathOf, sampleBody, withBody } from './samples.ts'

/** What only one person may see, or what signs somebody in. */
const PERSONAL = /"(?:email|accessToken|refreshToken|deviceToken|sid|sessionId|apiKey|challenge)"/

/** Of these the answer that matters is certainly seen. */
const SUCCEEDING = new Set(['register', 'login', 'refresh', 'getMe', 'updateMe', 'logout', 'jwks'])

test('64 no answer of any operation may be stored, unless its contract says so', async ({
  call,
  signUp,
}) => {
  const { user, accessToken, refreshToken } = await signUp()
  const bodies: Readonly<Record<string, unknown>> = {
    login: { email: user.email, password: PASSWORD },
    refresh: { refreshToken },
    updateMe: { name: 'Ada' },
  }

  for (const operation of operations) {
    const schema = withBody.find(({ operationId }) => operationId === operation.operationId)?.body
    const body = bodies[operation.operationId] ?? (schema && sampleBody(schema))
    const answers = [
      await call(operation.method, pathOf(operation, 'NOT_FOUND'), {
        ...(operation.security !== 'public' && { token: accessToken }),
        ...(schema && { body }),
      }),
      ...(operation.method === 'GET'
        ? [await call('HEAD', pathOf(operation, 'NOT_FOUND'), { token: accessToken })]
        : []),
    ]

    if (SUCCEEDING.has(operation.operationId)) {
      expect(answers[0]?.statusCode, operation.operationId).toBeLessThan(300)
    }
    for (const answer of answers) {
      expect(answer.headers['cache-control'], operation.operationId).toBe(
        answer.statusCode < 400 ? (operation.cacheControl ?? 'no-store') : 'no-store',
      )
    }
  }
})

test('64 no refusal may be stored', async ({ call, signUp }) => {
  const { accessToken: token } = await signUp()
  const answers = await Promise.all([
    call('GET', '/api/auth/me'),
    call('GET', '/api/auth/me', { token: 'nonsense' }),
    call('POST', '/api/auth/login', { body: { email: 'a@example.test', password: 'wrong' } }),
    call('POST', '/api/auth/login', { body: '{' }),
    call('POST', '/api/auth/login', { body: 'x'.repeat(100_000) }),
    call('POST', '/api/auth/refresh', { body: { refreshToken: 'lkr_x' } }),
    call('POST', '/api/auth/register', { body: { email: 'a@example.test', password: 'short' } }),
    call('PATCH', '/api/auth/me', { token, body: { role: 'admin' } }),
    call('PUT', '/api/auth/me', { token }),
    call('POST', '/.well-known/jwks.json'),
    call('GET', '/.well-known/nothing'),
    call('GET', '/errors/%ff'),
    call('GET', '/errors/NOPE'),
  ])

  expect(answers.map(({ statusCode }) => statusCode).filter((status) => status < 400)).toEqual([])
  expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(
    answers.map(() => 'no-store'),
  )
})

test('64 what may be stored is public and about nobody', () => {
  const cacheable = operations.filter(({ cacheControl }) => cacheControl !== undefined)

  expect(cacheable.map(({ security }) => security)).toEqual(cacheable.map(() => 'public'))
  expect(
    cacheable.filter(({ schema }) => PERSONAL.test(JSON.stringify(schema.response[200]))),
  ).toEqual([])
})
