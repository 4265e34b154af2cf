import {
  isApiError,
  isConnectionError,
  isRequestTimeoutError,
  isSessionExpiredError,
} from '@latchkey/sdk'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { elapse, gate, idle, ME, REFRESH, signedIn, stopTime } from './harness.ts'
import { json, offline, problem, unavailable } from './server.ts'

const HOUR = 3_600_000

beforeEach(stopTime)
afterEach(() => vi.useRealTimers())

/** Signed in an hour ago, so that the next call has to refresh. */
async function expired() {
  const context = await signedIn()
  context.clock.now += HOUR
  return context
}

describe('a refresh that the server cannot answer', () => {
  test('15: is repeated until it can', async () => {
    const { auth, server, events } = await expired()
    server.next(REFRESH, unavailable, unavailable)

    const user = await elapse(auth.me.get())

    expect(user.name).toBe('Ada')
    expect(server.count(REFRESH)).toBe(3)
    expect(events).toEqual(['local refreshed'])
  })

  test('16: ends the call with the refusal, and keeps the session', async () => {
    const { auth, server, store, events } = await expired()
    server.next(REFRESH, unavailable, unavailable, unavailable)

    const result = await elapse(auth.me.get().safe())

    expect(!result.ok && isApiError(result.error, 'UNAVAILABLE') && result.error.status).toBe(503)
    expect(server.count(ME)).toBe(0)
    expect(await store.load()).toMatchObject({ refreshToken: 'refresh.session-1.0' })
    expect(auth.getSnapshot()).toMatchObject({ status: 'authenticated', health: 'degraded' })
    expect(events).toEqual(['local refreshFailed'])
  })

  test('17: does not stop a call whose access token is still good', async () => {
    const { auth, server, clock, events } = await signedIn()
    clock.now += 890_000
    server.next(REFRESH, offline, offline, offline)

    const failed = new Promise<void>((resolve) => {
      auth.on('refreshFailed', () => resolve())
    })

    const user = await auth.me.get()
    await elapse(failed)
    const again = await auth.me.get()

    expect([user.name, again.name]).toEqual(['Ada', 'Ada'])
    expect(server.count(REFRESH)).toBe(3)
    expect(events).toEqual(['local refreshFailed'])
  })

  test('17: not even one that would rather wait for a new token', async () => {
    const { auth, server, clock } = await signedIn()
    clock.now += 890_000
    server.next(REFRESH, offline, offline, offline)

    const body = new Blob(['text']).stream()
    const response = await elapse(auth.fetch('/orders', { method: 'POST', body }))

    expect(response.status).toBe(201)
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.0')
  })

  test('18: waits as long as it is told to', async () => {
    const { auth, server } = await expired()
    server.next(REFRESH, () => problem(429, 'RATE_LIMITED', { 'retry-after': '3' }))
    const call = auth.me.get()
    await idle()

    vi.advanceTimersByTime(2_999)
    await idle()
    const early = server.count(REFRESH)
    vi.advanceTimersByTime(1)
    await call

    expect(early).toBe(1)
    expect(server.count(REFRESH)).toBe(2)
  })

  test('18: but not longer than ten seconds', async () => {
    const { auth, server, store, events } = await expired()
    server.next(REFRESH, () => problem(429, 'RATE_LIMITED', { 'retry-after': '11' }))

    const result = await auth.me.get().safe()

    expect(!result.ok && isApiError(result.error, 'RATE_LIMITED') && result.error.retryAfter).toBe(
      11,
    )
    expect(await store.load()).toBeDefined()
    expect(events).toEqual(['local refreshFailed'])
  })

  test('19: keeps the session while the network is away', async () => {
    const { auth, server, store, clock, events } = await expired()
    server.next(REFRESH, offline, offline, offline)

    const result = await elapse(auth.me.get().safe())
    clock.now += 2_000
    const later = await auth.me.get()

    expect(!result.ok && isConnectionError(result.error)).toBe(true)
    expect(later.name).toBe('Ada')
    expect(await store.load()).toMatchObject({ generation: 1 })
    expect(auth.getSnapshot().health).toBe('ok')
    expect(events).toEqual(['local refreshFailed', 'local refreshed'])
  })

  test('20: is given up after ten seconds, and the next one starts anew', async () => {
    const { auth, server, clock, events } = await expired()
    server.next(REFRESH, () => new Promise(() => undefined))

    const calls = [auth.me.get({ timeout: 60_000 }), auth.me.get({ timeout: 60_000 })]
    const results = await elapse(Promise.all(calls.map((call) => call.safe())))
    clock.now += 2_000
    await auth.me.get()

    expect(results.map((result) => !result.ok && isRequestTimeoutError(result.error))).toEqual([
      true,
      true,
    ])
    expect(server.count(REFRESH)).toBe(2)
    expect(events).toEqual(['local refreshFailed', 'local refreshed'])
  })

  test.for([
    ['a page', () => new Response('<html>Sign in to the Wi-Fi</html>')],
    ['other JSON', () => json(200, { portal: true })],
    ['a refusal that is no problem document', () => new Response('no', { status: 401 })],
  ] as const)('21: %s in place of an answer keeps the session', async ([, answer]) => {
    const { auth, server, store, events } = await expired()
    server.next(REFRESH, answer)

    const result = await auth.me.get().safe()

    expect(result.ok).toBe(false)
    expect(await store.load()).toMatchObject({ generation: 0 })
    expect(events).toEqual(['local refreshFailed'])
  })

  test('31: fails the calls of the next two seconds without being asked again', async () => {
    const { auth, server, clock } = await expired()
    server.next(REFRESH, offline, offline, offline)
    await elapse(auth.me.get().safe())
    const asked = server.count(REFRESH)

    clock.now += 1_999
    const soon = await auth.me.get().safe()
    const askedSoon = server.count(REFRESH)
    clock.now += 1
    const later = await auth.me.get().safe()

    expect(soon.ok).toBe(false)
    expect(askedSoon).toBe(asked)
    expect(later.ok).toBe(true)
  })

  test('31: but not a call whose token was replaced before', async () => {
    const { auth, server, clock } = await signedIn()
    const slow = gate()
    server.next(ME, async () => {
      await slow.opened
      return problem(401, 'TOKEN_EXPIRED')
    })
    const overtaken = auth.me.get()
    await idle()
    clock.now += HOUR
    await auth.me.get()
    clock.now += 890_000
    server.next(REFRESH, offline, offline, offline)
    const failed = new Promise<void>((resolve) => {
      auth.on('refreshFailed', () => resolve())
    })
    await auth.me.get()
    await elapse(failed)

    slow.open()
    const user = await overtaken

    expect(user.name).toBe('Ada')
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.1')
  })

  test('31: but a new session is asked for at once', async () => {
    const { auth, server, clock } = await expired()
    server.next(REFRESH, offline, offline, offline)
    await elapse(auth.me.get().safe())

    await auth.signIn({ email: 'ada@example.com', password: 'correct horse' })
    clock.now += HOUR
    const result = await auth.me.get().safe()

    expect(result.ok).toBe(true)
  })
})

describe('a refresh that the server refuses', () => {
  test('22: ends the session once, for all who wait, and nothing else is sent', async () => {
    const { auth, server, store, events } = await expired()
    server.next(REFRESH, () => problem(401, 'REFRESH_TOKEN_REUSED'))

    const results = await Promise.all(Array.from({ length: 5 }, () => auth.me.get().safe()))

    for (const result of results) {
      expect(!result.ok && isSessionExpiredError(result.error) && result.error.reason).toBe(
        'REFRESH_TOKEN_REUSED',
      )
    }
    expect(server.count(ME)).toBe(0)
    expect(server.count(REFRESH)).toBe(1)
    expect(await store.load()).toBeUndefined()
    expect(events).toEqual(['local expired'])
    expect(auth.getSnapshot().status).toBe('anonymous')
  })

  test('tells listeners why', async () => {
    const { auth, server } = await expired()
    const reasons: string[] = []
    auth.on('expired', ({ reason }) => reasons.push(reason))
    server.next(REFRESH, () => problem(401, 'SESSION_EXPIRED'))

    await auth.me.get().safe()

    expect(reasons).toEqual(['SESSION_EXPIRED'])
  })
})
