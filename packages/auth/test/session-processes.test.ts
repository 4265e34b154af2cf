import { describe, expect } from 'vitest'

import { callOf, NEW_SECRET, refreshWith, SECRET, test } from './harness.ts'

describe('sessions in several processes', () => {
  // Guarantee: a load balancer that sends racing tabs to two processes signs nobody out.
  test('have one successor', async ({ signUp, refresh, start }) => {
    const { refreshToken } = await signUp()
    const elsewhere = refreshWith(callOf(await start(SECRET)))

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => (turn % 2 ? refresh : elsewhere)(refreshToken)),
    )

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1)
  })

  // Guarantee: what was rotated before a restart is remembered after it.
  test('are found out by a process that saw nothing', async ({ signUp, refresh, age, start }) => {
    const { refreshToken, session } = await signUp()
    const second = await refresh(refreshToken)
    const third = await refresh(second.refreshToken)
    await age(session.id, 60)
    const restarted = refreshWith(callOf(await start(SECRET)))

    expect((await restarted(refreshToken)).code).toBe('REFRESH_TOKEN_REUSED')
    expect((await refresh(third.refreshToken)).code).toBe('SESSION_REVOKED')
  })

  test('sign with one key, which every process trusts', async ({ signUp, start }) => {
    const { accessToken: token, user } = await signUp()

    const me = await callOf(await start(SECRET))('GET', '/api/auth/me', { token })

    expect(me.json().id).toBe(user.id)
  })
})

describe('while the secret is replaced', () => {
  test('tokens of the old one are exchanged for tokens of the new one', async ({
    signUp,
    refresh,
    start,
  }) => {
    const { refreshToken } = await signUp()
    const writesNew = refreshWith(callOf(await start(NEW_SECRET, SECRET)))

    const successor = await writesNew(refreshToken)

    expect(successor.session.generation).toBe(2)
    expect((await refresh(successor.refreshToken)).code).toBe('REFRESH_TOKEN_INVALID')
    expect((await writesNew(successor.refreshToken)).session.generation).toBe(3)
  })

  // Guarantee: who drops the old secret too early is told, before anybody is signed out.
  test('no process starts that cannot read the signing key', async ({ signUp, start }) => {
    await signUp()

    await expect(start(NEW_SECRET)).rejects.toMatchObject({
      options: { internal: expect.stringMatching(/no key \w+ to decrypt signing_keys/) },
    })
  })

  // Guarantee: a process that was left behind never tells a client that its token is bad.
  test('a process that lacks the key of a rotation is unavailable', async ({
    signUp,
    refresh,
    start,
  }) => {
    const { refreshToken } = await signUp()
    const writesNew = refreshWith(callOf(await start(NEW_SECRET, SECRET)))
    const { refreshToken: successor } = await writesNew(refreshToken)

    expect(await refresh(refreshToken)).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
    expect((await writesNew(refreshToken)).refreshToken).toBe(successor)
  })
})
