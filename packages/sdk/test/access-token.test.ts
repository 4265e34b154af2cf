import { isConnectionError, isSessionExpiredError } from '@latchkey/sdk'
import { describe, expect, test } from 'vitest'

import { REFRESH, setup, signedIn } from './harness.ts'
import { offline, problem } from './server.ts'

describe('57: getAccessToken', () => {
  test('gives the token that calls are made with', async () => {
    const { auth, server } = await signedIn()

    expect(await auth.getAccessToken()).toBe('access.session-1.0')
    expect(server.count(REFRESH)).toBe(0)
  })

  test('gives nothing when nobody is signed in', async () => {
    const { auth, server } = setup()

    expect(await auth.getAccessToken({ minTtl: 60_000 })).toBeUndefined()
    expect(server.seen).toEqual([])
  })

  test('gives a new token when the old one has expired', async () => {
    const { auth, clock } = await signedIn()
    clock.now += 900_000

    expect(await auth.getAccessToken()).toBe('access.session-1.1')
  })

  // Guarantee: a connection that is opened with the token is not cut off before `minTtl` has passed.
  test('gives a token that lives for minTtl milliseconds', async () => {
    const { auth, clock, server } = await signedIn()
    clock.now += 600_000

    expect(await auth.getAccessToken({ minTtl: 299_000 })).toBe('access.session-1.0')
    expect(await auth.getAccessToken({ minTtl: 300_000 })).toBe('access.session-1.1')
    expect(await auth.getAccessToken({ minTtl: 300_000 })).toBe('access.session-1.1')
    expect(server.count(REFRESH)).toBe(1)
  })

  test('does not refresh again and again for a minTtl that no token has', async () => {
    const { auth, server } = await signedIn()

    for (let turn = 0; turn < 3; turn += 1) await auth.getAccessToken({ minTtl: 3_600_000 })

    expect(server.count(REFRESH)).toBe(0)
  })

  test('shares the refresh with calls', async () => {
    const { auth, clock, server } = await signedIn()
    clock.now += 900_000

    await Promise.all([auth.getAccessToken(), auth.me.get(), auth.getAccessToken()])

    expect(server.count(REFRESH)).toBe(1)
  })

  test('throws when the token is too short and cannot be renewed', async () => {
    const { auth, clock, server } = await signedIn()
    clock.now += 890_000
    server.next(REFRESH, offline, offline, offline)

    const failed = await auth.getAccessToken({ minTtl: 60_000 }).catch((error: unknown) => error)

    expect(isConnectionError(failed)).toBe(true)
  })

  test('throws when the session is over', async () => {
    const { auth, clock, server } = await signedIn()
    clock.now += 900_000
    server.next(REFRESH, () => problem(401, 'SESSION_EXPIRED'))

    const failed = await auth.getAccessToken().catch((error: unknown) => error)

    expect(isSessionExpiredError(failed)).toBe(true)
  })
})
