import { expect } from 'vitest'

import { test } from '../harness.ts'
import { exchange, listen, rawRequest } from './raw-http.ts'
import { pathOf, sampleBody, withBody } from './samples.ts'

/** JSON to some parser, and not the one media type that is accepted. */
const SPELLINGS = [
  'application/json ;',
  'application/json;',
  'application/json; charset=utf-8; a=b',
  'application/json; charset=utf-16',
  'application/json;charset=utf-7',
  'application/json\t; charset=utf-8',
  '\tapplication/json',
  ' application/json',
  'APPLICATION/JSON',
  'Application/Json;CHARSET=UTF-8',
  'application/json;boundary=x',
  'application/json, text/plain',
  'text/plain, application/json',
  'application/json application/json',
  'application/json\u00a0',
  'application/jsonp',
  'application/json+x',
  'xapplication/json',
  'application/x-json',
  'application/vnd.api+json',
  'application/ld+json',
  'application/problem+json',
  'application/*',
  '*/*',
  'json',
  'text/json',
  'text/plain',
  'text/plain; application/json',
  'text/html',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=application/json',
  'application/octet-stream',
  'application/xml',
  '',
  '/',
  ';',
  'application/',
  '/json',
]

// CVE-2025-32442, CVE-2026-25223, CVE-2026-33806: a media type in an unusual spelling chose the
// parser of JSON, but not the schema.
test('38 no spelling of the content type gets an invalid body past its contract', async ({
  app,
  db,
  signUpAdmin,
}) => {
  const port = await listen(app)
  const { accessToken } = await signUpAdmin()
  const users = db.selectFrom('users').selectAll()
  const before = await users.execute()
  const invalid = JSON.stringify({
    email: ['a'],
    username: {},
    name: 7,
    refreshToken: [],
    role: 'admin',
  })

  for (const operation of withBody) {
    for (const type of SPELLINGS) {
      const headers = [`Content-Type: ${type}`, `Authorization: Bearer ${accessToken}`]
      const answer = await exchange(
        port,
        rawRequest(operation.method, pathOf(operation), headers, invalid),
      )

      expect([400, 415], `${operation.operationId} ${JSON.stringify(type)}`).toContain(
        answer?.status,
      )
    }
  }
  expect(await users.execute()).toEqual(before)
})

// Guarantee: a page of another origin can send forms and text without asking; neither is accepted.
test('38 a valid body of another media type is refused', async ({ app, db, signUpAdmin }) => {
  const port = await listen(app)
  const { accessToken } = await signUpAdmin()
  const others = SPELLINGS.filter((type) => !/^\s*application\/json\s*(?:;|$)/i.test(type))

  for (const operation of withBody) {
    for (const type of others) {
      const headers = [`Content-Type: ${type}`, `Authorization: Bearer ${accessToken}`]
      const body = JSON.stringify(
        sampleBody(operation.body, Object.keys(operation.body.properties ?? {})[0]),
      )
      const answer = await exchange(
        port,
        rawRequest(operation.method, pathOf(operation), headers, body),
      )

      expect(answer?.status, `${operation.operationId} ${JSON.stringify(type)}`).toBe(415)
    }
  }
  expect(await db.selectFrom('users').select('id').execute()).toHaveLength(1)
})

test.for([
  ['none', []],
  ['two', ['Content-Type: application/json', 'Content-Type: text/plain']],
  ['two in the other order', ['Content-Type: text/plain', 'Content-Type: application/json']],
] as const)(
  '38 with %s of the header, nothing is taken for valid',
  async ([, headers], { app }) => {
    const port = await listen(app)

    for (const { method, body: _body, ...operation } of withBody) {
      const answer = await exchange(
        port,
        rawRequest(
          method,
          pathOf({ method, ...operation }),
          headers,
          '{"email":["a"],"role":"admin"}',
        ),
      )

      expect([400, 401, 415], operation.operationId).toContain(answer?.status)
    }
  },
)

test('38 JSON is accepted in every spelling that means UTF-8', async ({ call, signUp }) => {
  const { accessToken: token } = await signUp()
  const spellings = ['application/json', 'Application/JSON', 'application/json; charset=utf-8']

  const responses = await Promise.all(
    spellings.map((type) =>
      call('PATCH', '/api/auth/me', {
        token,
        body: { name: 'Ada' },
        headers: { 'content-type': type },
      }),
    ),
  )

  expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
})
