import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTVerifyOptions,
} from 'jose'
import { describe, expect } from 'vitest'

import { PUBLIC_URL } from '../harness.ts'
import { test as base } from './forging.ts'
import { decode } from './jws.ts'

const API = 'https://api.example.test'
const ROLES = { admin: ['*'], user: ['orders:read', 'orders:write'] }

/** RFC 9068, section 4: what a resource server checks, with nothing known but the issuer. */
const PROFILE: JWTVerifyOptions = {
  typ: 'at+jwt',
  issuer: PUBLIC_URL,
  requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'scope'],
}

const test = base
  .override('options', { audience: [API], roles: ROLES })
  /** Where a service that knows nothing else fetches the keys. */
  .extend('jwksUrl', async ({ app }) => {
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    return new URL('/.well-known/jwks.json', address)
  })

describe('89 access tokens follow RFC 9068', () => {
  test('89 jose accepts them with only the address of the keys', async ({
    user,
    jwksUrl,
    clock,
  }) => {
    const currentDate = new Date(clock.now())

    const { payload, protectedHeader } = await jwtVerify(
      user.accessToken,
      createRemoteJWKSet(jwksUrl),
      { ...PROFILE, audience: API, currentDate },
    )

    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) })
    expect(payload).toMatchObject({
      sub: user.user.id,
      client_id: 'first-party',
      scope: 'orders:read orders:write',
      aud: [API, PUBLIC_URL],
      exp: (payload.iat ?? 0) + user.expiresIn,
      auth_time: expect.any(Number),
    })
  })

  test('89 their types are those of the RFC', async ({ user }) => {
    expect(decode(user.accessToken, 1)).toEqual({
      iss: PUBLIC_URL,
      aud: [API, PUBLIC_URL],
      sub: expect.stringMatching(/^[\da-f-]{36}$/),
      sid: user.session.id,
      gen: 1,
      client_id: 'first-party',
      iat: expect.any(Number),
      exp: expect.any(Number),
      auth_time: expect.any(Number),
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
      role: 'user',
      scope: 'orders:read orders:write',
    })
  })

  test('89 they say nothing about the person', async ({ signUp }) => {
    const { accessToken } = await signUp({ name: 'Unmistakable', username: 'unmistakable' })
    const text = JSON.stringify([decode(accessToken, 0), decode(accessToken, 1)])

    expect(text).not.toContain('@')
    expect(text).not.toMatch(/unmistakable/i)
  })

  test('89 a refreshed token follows it too, under another jti', async ({ call, user, clock }) => {
    const { refreshToken } = user
    const keys = createLocalJWKSet((await call('GET', '/.well-known/jwks.json')).json())

    const refreshed = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    const { payload } = await jwtVerify(refreshed.json().accessToken, keys, {
      ...PROFILE,
      audience: PUBLIC_URL,
      currentDate: new Date(clock.now()),
    })

    expect(payload.jti).not.toBe(decode(user.accessToken, 1)['jti'])
    expect(payload['gen']).toBe(2)
  })

  // A validator that takes everything would prove nothing.
  test('89 the same validator refuses what is not meant for it', async ({
    user,
    call,
    forge,
    clock,
  }) => {
    const keys = createLocalJWKSet((await call('GET', '/.well-known/jwks.json')).json())
    const options = { ...PROFILE, audience: API, currentDate: new Date(clock.now()) }

    const attempts = [
      jwtVerify(user.accessToken, keys, { ...options, audience: 'https://other.example.test' }),
      jwtVerify(user.accessToken, keys, { ...options, issuer: 'https://other.example.test' }),
      jwtVerify(forge({ header: { typ: 'JWT' } }), keys, options),
      jwtVerify(forge({ claims: { exp: 1 } }), keys, options),
    ]

    await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toThrow(errors.JOSEError)))
  })

  test('89 the keys are public, say their use and may be kept', async ({ jwksUrl }) => {
    const response = await fetch(jwksUrl)
    const { keys }: { keys: object[] } = await response.json()

    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) {
      expect(key).toEqual({
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        kid: expect.stringMatching(/^[\w-]{43}$/),
        x: expect.stringMatching(/^[\w-]{43}$/),
        y: expect.stringMatching(/^[\w-]{43}$/),
      })
    }
  })
})
