import { admin, operations, recent, type Operation } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { test } from '../harness.ts'

const guarded = operations.filter(({ security }) => security !== 'public')

describe('91 WWW-Authenticate says what to do', () => {
  test('91 every protected operation asks for a token', async ({ call }) => {
    for (const operation of guarded) {
      const response = await call(operation.method, pathOf(operation))

      expect([operation.operationId, response.statusCode]).toEqual([operation.operationId, 401])
      expect(response.headers['www-authenticate']).toBe('Bearer')
      expect(response.json().code).toBe('TOKEN_MISSING')
    }
  })

  // RFC 6750, section 3.1. Whatever was sent as a credential was not acceptable.
  test('91 every protected operation refuses a bad one', async ({ call }) => {
    const values = [
      'Bearer nonsense',
      'Bearer',
      'Bearer ',
      'bearer a.b.c',
      'Basic dXNlcjpwYXNz',
      '',
    ]

    for (const operation of guarded) {
      for (const authorization of values) {
        const headers = { authorization }
        const response = await call(operation.method, pathOf(operation), { headers })

        expect([operation.operationId, response.statusCode]).toEqual([operation.operationId, 401])
        expect(response.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
        expect(response.json().code).toBe('TOKEN_INVALID')
      }
    }
  })

  test('91 an expired token is an invalid one', async ({ call, signUp, clock }) => {
    const { accessToken: token, expiresIn } = await signUp()
    clock.advance(expiresIn * 1000)

    const response = await call('GET', '/api/auth/me', { token })

    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    expect(response.json().code).toBe('TOKEN_EXPIRED')
  })

  test('91 a token of a session that has ended is an invalid one', async ({ call, signUp }) => {
    const { accessToken: token } = await signUp()
    await call('POST', '/api/auth/logout', { token })

    const response = await call('GET', '/api/auth/me', { token })

    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    expect(response.json().code).toBe('SESSION_REVOKED')
  })

  // A client that gets 401 signs in again; here that would be in vain.
  test.for([
    ['a role', admin, 'admin'],
    ['a permission', { by: 'session', permission: 'orders:write' }, 'orders:write'],
    ['a scope', { by: 'service', scope: 'keys:verify' }, 'keys:verify'],
  ] as const)('91 names %s that is missing', async ([, security, scope], { app, call, signUp }) => {
    app.get('/orders', { security, schema }, async () => null)
    const { accessToken: token } = await signUp()

    const response = await call('GET', '/orders', { token })

    expect(response.statusCode).toBe(403)
    expect(response.headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", scope="${scope}"`,
    )
    expect(response.json()).toMatchObject({ code: 'FORBIDDEN', required: scope })
  })

  // RFC 9470, section 3.
  test('91 asks for a recent sign-in', async ({ app, call, signUp, clock }) => {
    app.get('/orders', { security: recent, schema }, async () => null)
    const { accessToken: token } = await signUp()
    clock.advance(650_000)

    const response = await call('GET', '/orders', { token })

    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_user_authentication", max_age="600"',
    )
  })

  test('91 a refresh without a token asks, with a bad one refuses', async ({ call }) => {
    const missing = await call('POST', '/api/auth/refresh')
    const bad = await call('POST', '/api/auth/refresh', { body: { refreshToken: 'lkr_x' } })

    expect(missing.headers['www-authenticate']).toBe('Bearer')
    expect(bad.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
  })
})

const schema = { response: { 200: { type: 'null' } } }

function pathOf({ url }: Operation): string {
  return url.replaceAll(/:\w+/g, '01900000-0000-7000-8000-000000000000')
}
