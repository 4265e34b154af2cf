import { defineOperation, login, logout } from '@latchkey/contracts'
import { Type } from '@sinclair/typebox'
import { describe, expect } from 'vitest'

import { contractRoutes, contractScope, Problem } from '@latchkey/http'

import { test } from './harness.ts'

const rename = defineOperation({
  operationId: 'rename',
  method: 'POST',
  url: '/rename/:id',
  security: 'public',
  schema: {
    summary: 'Rename',
    tags: ['test'],
    params: Type.Object({ id: Type.Integer() }),
    body: Type.Object({ name: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
    response: { 200: Type.Object({ id: Type.Integer(), name: Type.String() }) },
  },
})

describe('a scope of contracts', () => {
  test('does not boot with a route that declares no security', async ({ harness: { app } }) => {
    await app.register(contractScope)

    const declare = () => app.get('/open', async () => 'anybody')

    expect(declare).toThrow('GET /open declares no security')
  })

  // Guarantee: what no schema lists does not leave, `password_hash` least of all.
  test('answers no status that the contract does not list', async ({ harness: { app } }) => {
    await app.register(
      contractRoutes(async (scope) => {
        scope.route({
          ...rename,
          handler: async (_request, reply) => {
            reply.statusCode = 202
            return { id: 1, name: 'n', password_hash: 'x' }
          },
        })
      }),
    )

    const response = await post(app, '/rename/1', '{"name":"n"}')

    expect(response.statusCode).toBe(500)
    expect(response.json().code).toBe('INTERNAL')
    expect(response.body).not.toContain('password_hash')
  })

  test('sends only what the schema of the status lists', async ({ harness: { app } }) => {
    await app.register(
      contractRoutes(async (scope) => {
        scope.route({
          ...rename,
          handler: async () => ({ id: 1, name: 'n', password_hash: 'x' }),
        })
      }),
    )

    const response = await post(app, '/rename/1', '{"name":"n"}')

    expect(response.json()).toEqual({ id: 1, name: 'n' })
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test.for([
    ['a missing member', '{}', '/body/name'],
    ['an unknown member', '{"name":"n","admin":true}', '/body/admin'],
    ['a number for a string', '{"name":1}', '/body/name'],
    ['null for a string', '{"name":null}', '/body/name'],
    ['an array for an object', '[]', '/body'],
    ['malformed JSON', '{"name":', '/body'],
  ] as const)('points at %s', async ([, payload, pointer], { harness: { app } }) => {
    await app.register(contractRoutes(renameRoute))

    const response = await post(app, '/rename/1', payload)

    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer }] })
  })

  test('points at a bad path parameter', async ({ harness: { app } }) => {
    await app.register(contractRoutes(renameRoute))

    const response = await post(app, '/rename/first', '{"name":"n"}')

    expect(response.json()).toMatchObject({ errors: [{ pointer: '/params/id' }] })
  })

  test('says in one sentence which alternatives there are', async ({ harness: { app } }) => {
    await app.register(
      contractRoutes(async (scope) => {
        scope.route({ ...login, handler: async () => Promise.reject(new Error('not reached')) })
      }),
    )

    const response = await post(app, '/api/auth/login', '{"password":"x"}')

    expect(response.json().errors).toEqual([
      { pointer: '/body', message: 'must have email or username' },
    ])
  })

  test.for([
    ['text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/json-seq', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ] as const)('refuses a body of %s', async ([type, status, code], { harness: { app } }) => {
    await app.register(contractRoutes(renameRoute))

    const response = await post(app, '/rename/1', '{"name":"n"}', type)

    expect([response.statusCode, response.json().code]).toEqual([status, code])
  })

  test('refuses a body over 64 kB', async ({ harness: { app } }) => {
    await app.register(contractRoutes(renameRoute))

    const response = await post(app, '/rename/1', `{"name":"${'n'.repeat(65_536)}"}`)

    expect([response.statusCode, response.json().code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  })

  test('tells nothing of an unexpected failure', async ({ harness: { app } }) => {
    await app.register(contractRoutes(failWith(new Error('the hash is $2b$12$secret'))))

    const response = await post(app, '/rename/1', '{"name":"n"}')

    expect([response.statusCode, response.json().code]).toEqual([500, 'INTERNAL'])
    expect(response.body).not.toContain('secret')
  })

  test('asks to come back when a dependency is lost', async ({ harness: { app } }) => {
    await app.register(contractRoutes(failWith(new Error('connection lost'))))

    const response = await post(app, '/rename/1', '{"name":"n"}')

    expect([response.statusCode, response.json().code]).toEqual([503, 'UNAVAILABLE'])
    expect(response.headers['retry-after']).toBe('1')
  })

  test('takes an empty body for none, whatever its media type is called', async ({
    harness: { app },
  }) => {
    await app.register(
      contractRoutes(async (scope) => {
        scope.route({ ...logout, handler: async (_request, reply) => reply.code(204).send(null) })
      }),
    )

    const response = await post(app, '/api/auth/logout', '')

    expect(response.statusCode).toBe(204)
  })

  test('answers a known path with another method by Allow', async ({ harness: { app } }) => {
    await app.register(contractRoutes(renameRoute))

    const response = await app.inject({ method: 'PUT', url: '/rename/1?x=y' })

    expect([response.statusCode, response.json().code]).toEqual([405, 'METHOD_NOT_ALLOWED'])
    expect(response.headers.allow).toBe('POST')
  })

  test('answers an unknown path', async ({ harness: { app } }) => {
    const response = await app.inject('/nowhere')

    expect([response.statusCode, response.json().code]).toEqual([404, 'NOT_FOUND'])
  })

  test('keeps the parser and the errors of the host', async ({ harness: { app } }) => {
    app.setErrorHandler((_error, _request, reply) => reply.code(418).send('teapot'))
    await app.register(contractRoutes(renameRoute))
    app.post('/host', async ({ body }) => body)
    app.get('/host', async () => {
      throw new Problem('NOT_FOUND')
    })

    const [twice, failed] = await Promise.all([
      post(app, '/host', '{"a":1,"a":2}'),
      app.inject('/host'),
    ])

    expect(twice.json()).toEqual({ a: 2 })
    expect([failed.statusCode, failed.body]).toEqual([418, 'teapot'])
  })
})

type App = Parameters<Parameters<typeof contractRoutes>[0]>[0]

async function renameRoute(scope: App) {
  scope.route({ ...rename, handler: async () => ({ id: 1, name: 'n' }) })
}

function failWith(error: Error) {
  return async (scope: App) => {
    scope.route({
      ...rename,
      handler: async () => {
        throw error
      },
    })
  }
}

function post(app: App, url: string, payload: string, type = 'application/json') {
  return app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })
}
