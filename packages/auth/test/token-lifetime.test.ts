import type { AuthResult } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { test } from './harness.ts'

function lifetimeOf({ accessToken }: Pick<AuthResult, 'accessToken'>): number {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()
  const { iat, exp } = JSON.parse(payload)
  return exp - iat
}

describe('access tokens', () => {
  // Guarantee: clients that signed in at the same moment do not all come back at the same moment,
  // and none has to guess when.
  test('live up to 5 % shorter than configured, and say how long', async ({ signUp, refresh }) => {
    const lifetimes: number[] = []
    const { refreshToken, ...first } = await signUp()
    expect(lifetimeOf(first)).toBe(first.expiresIn)
    for (let turn = 0; turn < 200; turn += 1) {
      const next = await refresh(refreshToken)
      expect(lifetimeOf(next)).toBe(next.expiresIn)
      lifetimes.push(next.expiresIn)
    }

    expect(Math.min(...lifetimes)).toBeGreaterThan(900 * 0.95)
    expect(Math.max(...lifetimes)).toBeLessThanOrEqual(900)
    expect(new Set(lifetimes).size).toBeGreaterThan(20)
  })

  // Guarantee: what is revoked stays revoked until the longest token has expired, also that of a
  // process whose clock is a minute ahead.
  test('never outlive the entry that revokes them', async ({ signUp, call, clock, db }) => {
    const { accessToken: token } = await signUp()
    const expires = clock.now() + 900_000
    await call('POST', '/api/auth/logout', { token })

    const entries = db.selectFrom('revocations').selectAll().where('kind', '=', 'session')
    const { expires_at } = await entries.executeTakeFirstOrThrow()
    expect(expires_at.getTime()).toBeGreaterThanOrEqual(expires + 60_000)
  })

  describe('that live for seconds', () => {
    test.override('options', { accessTokenLifetime: 5 })

    test('live as long as configured', async ({ signUp }) => {
      const lifetimes = new Set<number>()
      for (let turn = 0; turn < 20; turn += 1) lifetimes.add((await signUp()).expiresIn)

      expect([...lifetimes]).toEqual([5])
    })
  })
})
