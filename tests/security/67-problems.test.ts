import { PROBLEM_MEDIA_TYPE, PROBLEMS } from '@latchkey/contracts'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { PASSWORD, PUBLIC_URL, test } from '../harness.ts'
import { exchange, expectProblem, listen, rawRequest } from './raw-http.ts'

const LEAKS =
  /\bat \S+ \(|\.(?:ts|js|mjs):\d|node_modules|node:|\/home\/|\/usr\/|\/tmp\/|select |insert |update |relation|column|constraint|syntax|kysely|postgres|pg_|ECONN|fastify|FST_|ajv|undefined|\[object|\d+\.\d+\.\d+/i

// The harness checks the form of every answer of every test; this is the complete list of kinds.
test('67 every kind of refusal is one document that tells nothing internal', async ({
  app,
  call,
  signUp,
}) => {
  const port = await listen(app)
  const { user, accessToken: token } = await signUp({ username: 'ada' })
  const json = ['Content-Type: application/json']
  const requests: readonly [number, string][] = [
    [400, rawRequest('POST', '/api/auth/login', json, '{')],
    [400, rawRequest('POST', '/api/auth/login', json, '{"email":7}')],
    [400, rawRequest('GET', '/%zz')],
    [400, 'GET /livez HTTP/1.1\r\n\0\r\n\r\n'],
    [401, rawRequest('GET', '/api/auth/me')],
    [401, rawRequest('GET', '/api/auth/me', ['Authorization: Bearer x'])],
    [
      401,
      rawRequest('POST', '/api/auth/login', json, '{"email":"nobody@example.test","password":"x"}'),
    ],
    [401, rawRequest('POST', '/api/auth/refresh', json, '{"refreshToken":"x"}')],
    [404, rawRequest('GET', '/nowhere')],
    [404, rawRequest('GET', '/errors/NOPE')],
    [405, rawRequest('DELETE', '/livez')],
    [
      409,
      rawRequest(
        'POST',
        '/api/auth/register',
        json,
        JSON.stringify({ email: user.email, password: PASSWORD }),
      ),
    ],
    [
      409,
      rawRequest(
        'PATCH',
        '/api/auth/me',
        [...json, `Authorization: Bearer ${(await signUp()).accessToken}`],
        '{"username":"ADA"}',
      ),
    ],
    [413, rawRequest('POST', '/api/auth/login', json, 'x'.repeat(70_000))],
    [414, rawRequest('GET', `/errors/${'A'.repeat(500)}`)],
    [415, rawRequest('POST', '/api/auth/login', ['Content-Type: text/plain'], 'x')],
    [
      422,
      rawRequest('POST', '/api/auth/register', json, '{"email":"a@example.test","password":"x"}'),
    ],
    [431, rawRequest('GET', '/livez', [`X: ${'a'.repeat(20_000)}`])],
  ]
  await call('POST', '/api/auth/logout', { token })

  const ids = new Set<string>()
  for (const [status, request] of requests) {
    const answer = await exchange(port, request)
    const shown = request.slice(0, 60)

    expect(answer?.status, shown).toBe(status)
    if (!answer) continue
    expectProblem(answer)
    expect(answer.body.replaceAll(PUBLIC_URL, ''), shown).not.toMatch(LEAKS)
    expect([...answer.headers.keys()], shown).not.toContain('server')
    expect([...answer.headers.keys()], shown).not.toContain('x-powered-by')
    ids.add(JSON.parse(answer.body).requestId)
  }
  expect(ids.size).toBe(requests.length)
})

test('67 an unexpected failure tells where to look it up, and nothing else', async ({
  call,
  db,
  signUp,
}) => {
  const { accessToken: token, user } = await signUp()
  await sql`alter table users rename to people`.execute(db)

  const responses = await Promise.all([
    call('GET', '/api/auth/me', { token }),
    call('PATCH', '/api/auth/me', { token, body: { name: 'Ada' } }),
    call('POST', '/api/auth/login', { body: { email: user.email, password: PASSWORD } }),
    call('POST', '/api/auth/register', {
      body: { email: 'new@example.test', password: PASSWORD },
    }),
  ])

  for (const response of responses) {
    expect(response.headers['content-type']).toContain(PROBLEM_MEDIA_TYPE)
    expect(response.json()).toEqual({
      type: `${PUBLIC_URL}/errors/INTERNAL`,
      title: PROBLEMS.INTERNAL.title,
      status: 500,
      code: 'INTERNAL',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  }
})

test('67 a lost database is a reason to come back, and nothing else', async ({
  call,
  database,
  signUp,
}) => {
  const { accessToken: token } = await signUp()
  await database.close()

  const response = await call('GET', '/api/auth/me', { token })

  expect(Number(response.headers['retry-after'])).toBeGreaterThan(0)
  expect(response.json()).toEqual({
    type: `${PUBLIC_URL}/errors/UNAVAILABLE`,
    title: PROBLEMS.UNAVAILABLE.title,
    status: 503,
    code: 'UNAVAILABLE',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test('67 the page that a problem names exists', async ({ call }) => {
  for (const code of Object.keys(PROBLEMS)) {
    const page = await call('GET', `/errors/${code}`)

    expect([page.statusCode, page.headers['content-type']], code).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    expect(page.body, code).toContain(code)
  }
})

describe('with a log', () => {
  const lines: string[] = []
  test.override('options', {
    logger: { level: 'error', stream: { write: (line: string) => void lines.push(line) } },
  })

  // Guarantee: what the client is not told is there for whoever runs the server.
  test('67 the log has the cause under the request id', async ({ call, db, signUp }) => {
    const { accessToken: token } = await signUp()
    await sql`alter table users rename to people`.execute(db)

    const response = await call('GET', '/api/auth/me', { token })

    const line = lines.find((text) => text.includes(response.json().requestId)) ?? ''
    expect(line).toContain('relation \\"users\\" does not exist')
    expect(line).not.toContain(token)
  })
})
