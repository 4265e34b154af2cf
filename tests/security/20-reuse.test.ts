import { describe, expect } from 'vitest'

import { DAY, HOUR, test } from '../ageing.ts'

describe('20 the last but one token', () => {
  // Guarantee: an answer that got lost signs nobody out, even if the client retries for a day.
  test('20 gets the same successor again while that is unused', async ({
    signUp,
    refresh,
    age,
  }) => {
    const { refreshToken, session } = await signUp()
    const { refreshToken: successor } = await refresh(refreshToken)

    for (let retry = 0; retry < 50; retry += 1) {
      await age(session.id, (DAY - 600) / 50)
      expect((await refresh(refreshToken)).refreshToken).toBe(successor)
    }
    expect((await refresh(successor)).session.generation).toBe(3)
  })

  // Guarantee: two holders who take turns, each with what the other made stale, are found out.
  test('20 ends the session at the third generation in a row that needs it', async ({
    signUp,
    refresh,
    age,
  }) => {
    const { session, ...first } = await signUp()
    let token = first.refreshToken
    const codes: (string | undefined)[] = []
    for (let generation = 1; generation <= 3; generation += 1) {
      const { refreshToken: successor } = await refresh(token)
      await age(session.id, HOUR)
      codes.push((await refresh(token)).code)
      token = successor
    }

    expect(codes).toEqual([undefined, undefined, 'REFRESH_TOKEN_REUSED'])
    expect((await refresh(token)).code).toBe('SESSION_REVOKED')
  })
})

describe('20 a forged token', () => {
  // Guarantee: knowing a session, or an old token of it, is not enough to sign anybody out.
  test('20 of any generation does nothing', async ({ signUp, refresh, age }) => {
    const { refreshToken, session } = await signUp()
    let newest = refreshToken
    for (let turn = 0; turn < 4; turn += 1) newest = (await refresh(newest)).refreshToken
    await age(session.id, HOUR)

    const genuine = Buffer.from(refreshToken.slice(4), 'base64url')
    const madeUp = [0, 1, 2, 3, 4, 5, 6, 100, 0xffffffff].map((generation) => {
      const bytes = Buffer.from(genuine)
      bytes.writeUInt32BE(generation, 20)
      bytes.fill('x', 24, 56)
      return bytes
    })
    const changed = Array.from(genuine, (byte, at) => {
      const bytes = Buffer.from(genuine)
      bytes.writeUInt8(byte ^ 1, at)
      return bytes
    })

    const codes = new Set<string | undefined>()
    for (const bytes of [...madeUp, ...changed]) {
      codes.add((await refresh(`lkr_${bytes.toString('base64url')}`)).code)
    }

    expect([...codes]).toEqual(['REFRESH_TOKEN_INVALID'])
    expect((await refresh(newest)).session.generation).toBe(6)
  })
})
