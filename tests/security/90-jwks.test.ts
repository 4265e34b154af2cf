import type { Database } from '@latchkey/database'
import type { FastifyInstance } from 'fastify'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
} from 'jose'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { test as base } from '../harness.ts'

const DAY = 24 * 3600
/** What `Cache-Control` lets others keep. */
const JWKS_MAX_AGE = 300
/** For processes that hear late of a new key. */
const MARGIN = 120

const test = base
  .extend(
    'jwks',
    ({ app }) =>
      () =>
        publishedBy(app),
  )
  .extend(
    'refresh',
    ({ call }) =>
      async (refreshToken: string): Promise<{ accessToken: string }> =>
        (await call('POST', '/api/auth/refresh', { body: { refreshToken } })).json(),
  )
  .extend('rotate', ({ app, db }) => {
    /** The next key has been published for long enough, and somebody asks for a rotation. */
    return async () => {
      await ageKeys(db, JWKS_MAX_AGE + MARGIN)
      await app.auth.keyRotation.rotate()
    }
  })

describe('90 the key set', () => {
  test('90 has public parts only', async ({ jwks }) => {
    const { keys } = await jwks()

    for (const { x, y, kid, ...others } of keys) {
      expect(others).toEqual({ kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256' })
      for (const part of [x, y, kid]) expect(part).toMatch(/^[\w-]{43}$/)
    }
    expect(keys.length).toBe(2)
  })

  test('90 names each key by its thumbprint, so no name comes twice', async ({ jwks, rotate }) => {
    await rotate()
    await rotate()
    const { keys } = await jwks()

    const thumbprints = await Promise.all(keys.map((key) => calculateJwkThumbprint(key)))

    expect(keys.map(({ kid }) => kid)).toEqual(thumbprints)
    expect(new Set(thumbprints).size).toBe(4)
  })

  test('90 may be kept by anybody for five minutes', async ({ call }) => {
    const response = await call('GET', '/.well-known/jwks.json')

    expect(response.headers['cache-control']).toBe(`public, max-age=${JWKS_MAX_AGE}`)
    expect(response.headers['set-cookie']).toBeUndefined()
    expect(response.headers['vary']).toBeUndefined()
  })
})

describe('90 a rotation', () => {
  // Guarantee: a service that fetched the keys just before knows the one that signs afterwards.
  test('90 signs with a key that was published long before', async ({
    jwks,
    signUp,
    rotate,
    refresh,
    clock,
  }) => {
    const kept = await jwks()
    const { accessToken, refreshToken } = await signUp()

    await rotate()
    const renewed = await refresh(refreshToken)

    const [before, after] = [accessToken, renewed.accessToken]
    expect(kidOf(after)).not.toBe(kidOf(before))
    for (const keys of [kept, await jwks()]) {
      for (const token of [before, after]) {
        expect(await verifies(keys, token, clock.now())).toBe(true)
      }
    }
  })

  // Guarantee: however urgent, a key never signs before every copy of the key set has it.
  test('90 never happens before the next key is known everywhere', async ({ app, db, jwks }) => {
    const [current, next] = (await jwks()).keys
    await ageKeys(db, JWKS_MAX_AGE)
    await db
      .updateTable('signing_keys')
      .set({ activated_at: new Date(0) })
      .execute()

    const early = await app.auth.keyRotation.rotate()
    await ageKeys(db, JWKS_MAX_AGE)
    const late = await app.auth.keyRotation.rotate()

    expect(early[0]?.kid).toBe(current?.kid)
    expect(late[0]?.kid).toBe(next?.kid)
  })

  test('90 lets old tokens live until they expire', async ({ signUp, rotate, call, clock }) => {
    const { accessToken: token, expiresIn } = await signUp()
    const use = async () => (await call('GET', '/api/auth/me', { token })).statusCode

    await rotate()
    const afterwards = await use()
    clock.advance((expiresIn - 1) * 1000)
    const last = await use()
    clock.advance(1000)
    const expired = await use()

    expect([afterwards, last, expired]).toEqual([200, 200, 401])
  })

  test('90 fails no request, however many there are', async ({
    app,
    elsewhere,
    signUp,
    jwks,
    refresh,
    rotate,
  }) => {
    let { accessToken, refreshToken } = await signUp()
    const statuses: number[] = []
    const rotated = new AbortController()
    const load = (async () => {
      for (let turn = 0; !rotated.signal.aborted && turn < 10_000; turn += 1) {
        const verifier = turn % 2 ? app : elsewhere
        statuses.push(await use(verifier, accessToken))
        const response = await verifier.inject({
          method: 'POST',
          url: '/api/auth/refresh',
          payload: { refreshToken },
        })
        statuses.push(response.statusCode)
        ;({ accessToken, refreshToken } = response.json())
      }
    })()

    for (let turn = 0; turn < 5; turn += 1) {
      await Promise.all([rotate(), elsewhere.auth.keyRotation.maintain()])
      // What takes minutes otherwise: the next key reaches everybody before it signs.
      await expect.poll(() => publishedBy(elsewhere), { timeout: 15_000 }).toEqual(await jwks())
    }
    rotated.abort()
    await load

    expect(new Set(statuses)).toEqual(new Set([200]))
    expect((await refresh(refreshToken)).accessToken).toBeTruthy()
  })
})

describe('90 a retired key', () => {
  test('90 verifies nothing any more', async ({ app, db, jwks, signUp, rotate, call }) => {
    const { accessToken: token } = await signUp()
    await rotate()
    // The token has not expired: the clock of tokens stands still.
    await ageKeys(db, DAY)

    await app.auth.keyRotation.maintain()
    await app.auth.signingKeys.load()

    const response = await call('GET', '/api/auth/me', { token })
    expect([response.statusCode, response.json().code]).toEqual([401, 'TOKEN_INVALID'])
    expect((await jwks()).keys.map(({ kid }) => kid)).not.toContain(kidOf(token))
  })

  test('90 in an emergency dies at once, in every process, and nobody is signed out', async ({
    app,
    elsewhere,
    jwks,
    signUp,
    refresh,
  }) => {
    const victim = await signUp()
    const before = [await use(app, victim.accessToken), await use(elsewhere, victim.accessToken)]

    await app.auth.keyRotation.rotate({ emergency: true })

    expect(before).toEqual([200, 200])
    expect(await use(app, victim.accessToken)).toBe(401)
    await expect.poll(() => use(elsewhere, victim.accessToken), { timeout: 15_000 }).toBe(401)
    for (const { keys } of [await jwks(), await publishedBy(elsewhere)]) {
      expect(keys.map(({ kid }) => kid)).not.toContain(kidOf(victim.accessToken))
    }
    const renewed = await refresh(victim.refreshToken)
    expect([
      await use(app, renewed.accessToken),
      await use(elsewhere, renewed.accessToken),
    ]).toEqual([200, 200])
  })
})

async function publishedBy(app: FastifyInstance): Promise<JSONWebKeySet> {
  return (await app.inject({ url: '/.well-known/jwks.json' })).json()
}

async function use(app: FastifyInstance, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await app.inject({ url: '/api/auth/me', headers })).statusCode
}

/** As a service would that has kept `keys`. */
async function verifies(keys: JSONWebKeySet, token: string, now: number): Promise<boolean> {
  try {
    await jwtVerify(token, createLocalJWKSet(keys), { currentDate: new Date(now) })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}

function kidOf(token: string): string {
  const header: { kid: string } = JSON.parse(
    Buffer.from(token.split('.')[0] ?? '', 'base64url').toString(),
  )
  return header.kid
}

/** Makes everything that is stored about signing keys happen `seconds` earlier. */
async function ageKeys(db: Database, seconds: number): Promise<void> {
  const earlier = (column: string) =>
    sql<Date>`${sql.ref(column)} - make_interval(secs => ${seconds})`
  await db
    .updateTable('signing_keys')
    .set({
      created_at: earlier('created_at'),
      promote_at: earlier('promote_at'),
      activated_at: earlier('activated_at'),
      replaced_at: earlier('replaced_at'),
    })
    .execute()
}
