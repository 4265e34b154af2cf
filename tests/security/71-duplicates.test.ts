import { defineOperation, operations } from '@latchkey/contracts'
import { contractRoutes } from '@latchkey/http'
import { Type } from '@sinclair/typebox'
import { expect } from 'vitest'

import { test } from '../harness.ts'
import { exchange, expectProblem, listen, rawRequest } from './raw-http.ts'
import { guarded, parametersOf, pathOf, sampleBody, sampleValue, withBody } from './samples.ts'

// Guarantee: two parsers cannot read two different requests out of one text.
test('71 a JSON member that is named twice is refused in every body', async ({
  call,
  db,
  signUpAdmin,
}) => {
  const { accessToken } = await signUpAdmin()
  const users = () => db.selectFrom('users').selectAll().execute()
  const before = await users()

  for (const operation of withBody) {
    for (const field of Object.keys(operation.body.properties ?? {})) {
      const text = JSON.stringify(sampleBody(operation.body, field)).slice(1, -1)
      const value = JSON.stringify(sampleBody(operation.body, field)[field])
      const escaped = `\\u${field.charCodeAt(0).toString(16).padStart(4, '0')}${field.slice(1)}`
      const twice = [
        `{${text},"${field}":${value}}`,
        `{"${field}":${value},${text}}`,
        `{"${field}":null,${text}}`,
        `{${text}, "${escaped}" : ${value}}`,
      ]
      for (const body of twice) {
        const response = await call(operation.method, pathOf(operation), {
          token: accessToken,
          body,
        })

        expect(response.statusCode, `${operation.operationId} ${body}`).toBe(400)
        expect(response.json().errors).toEqual([
          { pointer: '/body', message: 'names a member twice' },
        ])
      }
    }
  }
  const nested = await call('PATCH', '/api/auth/me', {
    token: accessToken,
    body: '{"profile":{"a":[{"b":1,"c":2,"b":3}]}}',
  })
  expect(nested.statusCode).toBe(400)
  expect(await users()).toEqual(before)
})

// Node keeps the first of two such headers and says nothing.
test('71 two credentials are refused, in whatever headers they come', async ({ app, signUp }) => {
  const port = await listen(app)
  const [ada, eve] = [await signUp(), await signUp()]
  const first = `Authorization: Bearer ${ada.accessToken}`
  const second = `Authorization: Bearer ${eve.accessToken}`
  const pairs = [
    [first, second],
    [first, first],
    [first, `AUTHORIZATION: Bearer ${eve.accessToken}`],
    [first, 'authorization: Basic YTpi'],
    ['Authorization: Basic YTpi', first],
    [first, 'Authorization:'],
    [first, 'X-API-Key: lk_test_x'],
    ['x-api-key: lk_test_x', first],
    ['X-API-Key: lk_test_x', 'X-API-Key: lk_test_y'],
  ]

  for (const operation of guarded) {
    for (const pair of pairs) {
      const answer = await exchange(
        port,
        rawRequest(operation.method, pathOf(operation), [...pair]),
      )

      expect(answer?.status, `${operation.operationId} ${pair.join()}`).toBe(400)
      if (answer) expectProblem(answer)
    }
  }
})

test('71 two Authorization headers end no session', async ({ app, call, signUp }) => {
  const port = await listen(app)
  const [ada, eve] = [await signUp(), await signUp()]
  const headers = [ada, eve].map(({ accessToken }) => `Authorization: Bearer ${accessToken}`)

  const answer = await exchange(port, rawRequest('POST', '/api/auth/logout', headers))
  const alive = await Promise.all(
    [ada, eve].map(({ accessToken }) => call('GET', '/api/auth/me', { token: accessToken })),
  )

  expect(answer?.status).toBe(400)
  expect(alive.map(({ statusCode }) => statusCode)).toEqual([200, 200])
})

test('71 two tokens in one Authorization header are refused', async ({ call, signUp }) => {
  const [ada, eve] = [await signUp(), await signUp()]
  const values = [
    `Bearer ${ada.accessToken}, Bearer ${eve.accessToken}`,
    `Bearer ${ada.accessToken},${eve.accessToken}`,
    `Bearer ${ada.accessToken} ${eve.accessToken}`,
    `Bearer ${ada.accessToken}\tBearer ${eve.accessToken}`,
    `Bearer Bearer ${ada.accessToken}`,
  ]

  for (const authorization of values) {
    const response = await call('GET', '/api/auth/me', { headers: { authorization } })

    expect([response.statusCode, response.json().code]).toEqual([401, 'TOKEN_INVALID'])
  }
})

test('71 two Host headers, or none, are refused', async ({ app }) => {
  const port = await listen(app)
  const requests = [
    'POST /api/auth/login HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\nConnection: close\r\n\r\n',
    'POST /api/auth/login HTTP/1.1\r\nConnection: close\r\n\r\n',
  ]

  for (const request of requests) {
    const answer = await exchange(port, request)

    expect(answer?.status).toBe(400)
    if (answer) expectProblem(answer)
  }
})

const list = defineOperation({
  operationId: 'listThings',
  method: 'GET',
  url: '/things',
  security: 'public',
  schema: {
    summary: 'Stands for every operation with a query',
    tags: ['things'],
    querystring: Type.Object(
      {
        cursor: Type.Optional(Type.String({ maxLength: 64 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      },
      { additionalProperties: false },
    ),
    response: { 200: Type.Object({ cursor: Type.Optional(Type.String()) }) },
  },
})

test('71 a query parameter that is repeated, nested or unknown is refused', async ({
  app,
  call,
}) => {
  await app.register(
    contractRoutes(async (scope) => {
      scope.route({ ...list, handler: async ({ query }) => query })
    }),
  )
  const refused = [
    'cursor=a&cursor=b',
    'cursor=a&cursor=a',
    'limit=1&limit=2',
    'cursor[]=a',
    'cursor[x]=a',
    'limit=1&limit[]=2',
    'limit=one',
    'limit=1e9',
    'limit=',
    'other=1',
    '__proto__=1',
    '__proto__[limit]=1',
    'constructor=1',
  ]

  const good = await call('GET', '/things?cursor=a&limit=5')
  const answers = await Promise.all(refused.map((query) => call('GET', `/things?${query}`)))

  expect([good.statusCode, good.json()]).toEqual([200, { cursor: 'a' }])
  expect(answers.map(({ statusCode }, index) => [refused[index], statusCode])).toEqual(
    refused.map((query) => [query, 400]),
  )
})

test('71 the operations with a query refuse repeated parameters, the others read none', async ({
  call,
  signUpAdmin,
}) => {
  const { accessToken: token } = await signUpAdmin()

  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    const path = pathOf(operation, 'NOT_FOUND')
    const parameters = parametersOf(operation)
    for (const { name, schema } of parameters) {
      const value = encodeURIComponent(String(sampleValue(schema, name)))
      const twice = await call('GET', `${path}?${name}=${value}&${name}=${value}`, { token })

      expect(twice.statusCode, `${operation.operationId} ${name}`).toBe(400)
    }
    if (parameters.length > 0) continue
    const plain = await call('GET', path, { token })
    const twice = await call('GET', `${path}?email=a&email=b`, { token })

    expect([twice.statusCode, withoutId(twice.body)], path).toEqual([
      plain.statusCode,
      withoutId(plain.body),
    ])
  }
})

function withoutId(body: string): string {
  return body.replace(/"requestId":"[^"]+"/, '')
}
