import { join } from 'node:path'

import { createCommand, temporaryFolder } from '@latchkey/testing'
import { expect } from 'vitest'

import { PASSWORD, SECRET, test } from '../harness.ts'
import { guarded, pathOf, sampleBody, withBody } from './samples.ts'

const { startServer } = createCommand(join(import.meta.dirname, '../../apps/server/src/main.ts'))

const NAMES = [
  'access_token',
  'accessToken',
  'token',
  'bearer',
  'authorization',
  'Authorization',
  'jwt',
  'api_key',
  'apiKey',
  'apikey',
  'key',
  'x-api-key',
  'session',
  'sid',
]

// RFC 6750, section 2.3: a token in a URL ends in logs, histories and Referer headers.
test('63 a token in the query is not looked at', async ({ call, signUp }) => {
  const { accessToken } = await signUp()
  const query = NAMES.map((name) => `${name}=${accessToken}`).join('&')

  for (const operation of guarded) {
    const body = withBody.find(({ operationId }) => operationId === operation.operationId)?.body
    const response = await call(operation.method, `${pathOf(operation)}?${query}`, {
      ...(body && { body: sampleBody(body) }),
    })

    expect([response.statusCode, response.json().code], operation.operationId).toEqual([
      401,
      'TOKEN_MISSING',
    ])
  }
})

test('63 a token in the path, a form or a cookie of another name is none either', async ({
  app,
  call,
  signUp,
}) => {
  const { accessToken } = await signUp()
  const responses = await Promise.all([
    call('GET', `/api/auth/me/${accessToken}`),
    call('GET', `/api/auth/me;access_token=${accessToken}`),
    call('GET', `/api/auth/me#access_token=${accessToken}`),
    call('GET', '/api/auth/me', {
      headers: { cookie: `token=${accessToken}; sid=${accessToken}` },
    }),
    call('GET', '/api/auth/me', { headers: { 'x-access-token': accessToken } }),
    app.inject({
      method: 'PATCH',
      url: '/api/auth/me',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `access_token=${accessToken}`,
    }),
  ])

  expect(responses.map(({ statusCode }) => statusCode)).toEqual([404, 404, 401, 401, 401, 401])
})

test('63 refresh and sign-out take no token from the query', async ({ call, signUp }) => {
  const { accessToken, refreshToken } = await signUp()
  const query = `refreshToken=${refreshToken}&refresh_token=${refreshToken}&access_token=${accessToken}`

  const refreshed = await call('POST', `/api/auth/refresh?${query}`)
  const signedOut = await call('POST', `/api/auth/logout?${query}`)
  const still = await call('GET', '/api/auth/me', { token: accessToken })

  expect([refreshed.statusCode, refreshed.json().code]).toEqual([401, 'TOKEN_MISSING'])
  expect(signedOut.statusCode).toBe(204)
  expect(still.statusCode).toBe(200)
})

// Guarantee: whoever puts a secret into a URL all the same does not find it in our log.
test('63 neither logs nor answers repeat what a URL carries', async ({ postgresUrl }) => {
  const server = await startServer({
    cwd: temporaryFolder(),
    env: { DATABASE_URL: postgresUrl, AUTH_SECRET: SECRET, LOG_LEVEL: 'trace' },
  })
  const canary = 'canary-7f3b1c'
  const json = { 'content-type': 'application/json' }
  const requests: readonly [string, RequestInit][] = [
    [`/api/auth/me?access_token=${canary}`, {}],
    [`/api/auth/me?access_token=${canary}`, { headers: { authorization: `Bearer ${canary}` } }],
    [`/api/auth/refresh?refreshToken=${canary}`, { method: 'POST' }],
    [`/api/auth/login?password=${canary}`, { method: 'POST', headers: json, body: '{' }],
    [
      `/api/auth/login?password=${canary}`,
      {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ email: 'nobody@example.test', password: canary }),
      },
    ],
    [
      `/api/auth/register?token=${canary}`,
      {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ email: 'ada@example.test', password: PASSWORD }),
      },
    ],
    [`/nowhere?token=${canary}`, {}],
    [`/errors/%ff?token=${canary}`, {}],
  ]

  const answers = []
  for (const [path, init] of requests) {
    const response = await fetch(`${server.url}${path}`, { ...init, redirect: 'manual' })
    answers.push({ location: response.headers.get('location'), text: await response.text() })
  }
  const { stdout, stderr } = await server.stop()

  expect(answers.map(({ location }) => location)).toEqual(answers.map(() => null))
  expect(answers.filter(({ text }) => text.includes(canary))).toEqual([])
  expect(stdout).toContain('"level":20')
  expect(stdout + stderr).not.toContain(canary)
})
