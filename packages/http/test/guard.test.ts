import { admin, recent, session } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { Problem } from '@latchkey/http'

import { NOW, test } from './harness.ts'

const hello = async () => ({ hello: 'world' })

describe('security on routes of the host', () => {
  test('lets nobody in without a credential', async ({ harness: { app } }) => {
    app.get('/orders', { security: session }, hello)

    const response = await app.inject('/orders')

    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer')
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(response.json()).toMatchObject({
      type: 'https://auth.example.test/errors/TOKEN_MISSING',
      status: 401,
      code: 'TOKEN_MISSING',
    })
  })

  test('tells the handler who it is', async ({ harness: { app, sign } }) => {
    app.get('/me', { security: session }, async (request) => request.principal?.userId)

    const response = await app.inject({ url: '/me', headers: bearer(sign()) })

    expect(response.body).toBe('01900000-0000-7000-8000-000000000001')
  })

  test.for([
    ['a bad token', 'Bearer nonsense', 401, 'TOKEN_INVALID', 'Bearer error="invalid_token"'],
    ['another scheme', 'Basic abc', 401, 'TOKEN_INVALID', 'Bearer error="invalid_token"'],
    ['no token', 'Bearer ', 401, 'TOKEN_INVALID', 'Bearer error="invalid_token"'],
    ['two tokens', 'Bearer a b', 401, 'TOKEN_INVALID', 'Bearer error="invalid_token"'],
    ['an API key', 'Bearer lk_test_x', 401, 'API_KEY_INVALID', 'Bearer error="invalid_token"'],
  ] as const)('refuses %s', async ([, authorization, status, code, challenge], { harness }) => {
    const { app } = harness
    app.get('/orders', { security: session }, hello)

    const response = await app.inject({ url: '/orders', headers: { authorization } })

    expect(response.statusCode).toBe(status)
    expect(response.json().code).toBe(code)
    expect(response.headers['www-authenticate']).toBe(challenge)
  })

  test('refuses two kinds of credential at once', async ({ harness: { app, sign } }) => {
    app.get('/orders', { security: session }, hello)

    const headers = { ...bearer(sign()), 'x-api-key': 'lk_test_x' }
    const response = await app.inject({ url: '/orders', headers })

    expect(response.statusCode).toBe(400)
    expect(response.json().code).toBe('INVALID_REQUEST')
  })

  test.for([
    ['a role', admin, 'admin'],
    ['a permission', { by: 'session', permission: 'orders:write' }, 'orders:write'],
  ] as const)('names %s that is missing', async ([, security, required], { harness }) => {
    const { app, sign } = harness
    app.get('/orders', { security }, hello)

    const response = await app.inject({ url: '/orders', headers: bearer(sign()) })

    expect(response.statusCode).toBe(403)
    expect(response.json()).toMatchObject({ code: 'FORBIDDEN', required })
    expect(response.headers['www-authenticate']).toContain('insufficient_scope')
  })

  test('lets in who has the permission, by name, by its beginning or by *', async ({
    harness: { app, sign },
  }) => {
    app.get('/orders', { security: { by: 'session', permission: 'orders:read' } }, hello)

    const responses = await Promise.all(
      ['user', 'clerk', 'admin'].map((role) =>
        app.inject({ url: '/orders', headers: bearer(sign({ role })) }),
      ),
    )

    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
  })

  // RFC 9470, section 3.
  test('asks for a recent sign-in', async ({ harness: { app, sign } }) => {
    app.delete('/account', { security: recent }, hello)
    const remove = (auth_time: number) =>
      app.inject({ method: 'DELETE', url: '/account', headers: bearer(sign({ auth_time })) })

    const [fresh, old] = await Promise.all([remove(NOW / 1000 - 600), remove(NOW / 1000 - 601)])

    expect(fresh.statusCode).toBe(200)
    expect(old.statusCode).toBe(401)
    expect(old.json()).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED', maxAge: 600 })
    expect(old.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_user_authentication", max_age="600"',
    )
  })

  // Guarantee: what the types refuse does not boot in plain JavaScript either.
  test.for([
    ['admin'],
    ['Session'],
    [{}],
    [['session']],
    [null],
    [undefined],
    [{ by: 'sesion' }],
    [{ permission: 'orders:read' }],
    [{ by: 'session', roles: 'admin' }],
    [{ by: 'session', role: undefined }],
    [{ by: 'session', maxAge: '600' }],
  ])('does not boot with security: %j', ([security], { harness: { app } }) => {
    const route = { method: 'GET', url: '/orders', handler: hello }
    Object.assign(route, { security })

    expect(() => app.route(route)).toThrow('GET /orders declares a security that means nothing')
  })

  test('runs before the body is read', async ({ harness: { app } }) => {
    app.post('/orders', { security: session }, hello)

    const response = await app.inject({
      method: 'POST',
      url: '/orders',
      headers: { 'content-type': 'application/json' },
      payload: '{ this is not JSON',
    })

    expect(response.statusCode).toBe(401)
  })

  // Guarantee: a refusal of the host's own is a problem document too, with the status of its code.
  test('answers what a handler throws on purpose', async ({ harness: { app } }) => {
    app.setErrorHandler((_error, _request, reply) => reply.code(418).send('teapot'))
    const throwing = (error: Error) => async () => {
      throw error
    }
    const refusal = new Problem('NOT_FOUND', { internal: 'order 17 is of somebody else' })
    app.get('/refused', { security: 'public' }, throwing(refusal))
    app.get('/lost', { security: 'public' }, throwing(new Error('connection lost')))
    app.get('/broken', { security: 'public' }, throwing(new Error('a bug')))

    const [refused, lost, broken] = await Promise.all(
      ['/refused', '/lost', '/broken'].map((url) => app.inject(url)),
    )

    expect([refused?.statusCode, refused?.json().code]).toEqual([404, 'NOT_FOUND'])
    expect(refused?.body).not.toContain('order 17')
    expect([lost?.statusCode, lost?.json().code]).toEqual([503, 'UNAVAILABLE'])
    expect([broken?.statusCode, broken?.body]).toEqual([418, 'teapot'])
  })

  test('tells a handler of the host nothing internal', () => {
    const problem = new Problem('FORBIDDEN', { internal: 'canary' })

    expect(problem.message).toBe('The credential lacks a permission')
  })

  test('leaves routes alone that declare nothing', async ({ harness: { app } }) => {
    app.get('/', hello)

    const response = await app.inject('/')

    expect(response.statusCode).toBe(200)
  })
})

function bearer(token: string) {
  return { authorization: `Bearer ${token}` }
}
