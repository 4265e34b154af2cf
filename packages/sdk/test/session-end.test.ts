import { isConnectionError, isSessionChangedError, isSessionExpiredError } from '@latchkey/sdk'
import { afterEach, describe, expect, test, vi } from 'vitest'

import {
  credentials,
  elapse,
  gate,
  idle,
  ME,
  REFRESH,
  setup,
  signedIn,
  stopTime,
} from './harness.ts'
import { offline, problem } from './server.ts'

const HOUR = 3_600_000
const LOGOUT = 'POST /api/auth/logout'

afterEach(() => vi.useRealTimers())

describe('signing out', () => {
  test('names the session by its refresh token, and forgets it', async () => {
    const { auth, server, store, events } = await signedIn()

    await auth.signOut()

    expect(server.seen.at(-1)).toMatchObject({ path: '/api/auth/logout', authorization: null })
    expect(server.seen.at(-1)?.body).toBe('{"refreshToken":"refresh.session-1.0"}')
    expect(await store.load()).toBeUndefined()
    expect(auth.getSnapshot().status).toBe('anonymous')
    expect(events).toEqual(['local signedOut'])
  })

  test('happens here even when the server cannot be told', async () => {
    stopTime()
    const { auth, server, store, events } = await signedIn()
    server.next(LOGOUT, offline, offline, offline)

    const result = await elapse(auth.signOut().safe())

    expect(!result.ok && isConnectionError(result.error)).toBe(true)
    expect(server.count(LOGOUT)).toBe(3)
    expect(await store.load()).toBeUndefined()
    expect(events).toEqual(['local signedOut'])
  })

  test('is not an event when nobody was signed in', async () => {
    const { auth, server, events } = setup()

    await auth.signOut()

    expect(server.seen.at(-1)?.body).toBe('{}')
    expect(events).toEqual([])
  })

  test('13: during a refresh drops the tokens that come, and the store stays empty', async () => {
    const { auth, server, clock, store, events } = await signedIn()
    const refreshing = gate()
    server.next(REFRESH, async (usual) => {
      await refreshing.opened
      return usual()
    })
    clock.now += HOUR
    const waiting = auth.me.get().safe()
    await idle()

    await auth.signOut()
    refreshing.open()
    const result = await waiting
    await idle()

    expect(!result.ok && isSessionChangedError(result.error)).toBe(true)
    expect(await store.load()).toBeUndefined()
    expect(server.count(ME)).toBe(0)
    expect(events).toEqual(['local signedOut'])
  })

  test('13: while the refreshed tokens are being written leaves the store empty', async () => {
    const { auth, clock, store } = await signedIn()
    const writing = gate()
    const { save } = store
    store.save = async (session) => {
      await writing.opened
      await save(session)
    }
    clock.now += HOUR
    const waiting = auth.me.get().safe()
    await idle()

    const signedOut = auth.signOut()
    await idle()
    writing.open()
    await signedOut
    const result = await waiting

    expect(!result.ok && isSessionChangedError(result.error)).toBe(true)
    expect(await store.load()).toBeUndefined()
  })
})

describe('a session that is over', () => {
  test('27: is not refreshed, and says why it ended', async () => {
    const { auth, server, store, events } = await signedIn()
    server.revokeSessions()

    const results = await Promise.all([auth.me.get().safe(), auth.me.get().safe()])

    for (const result of results) {
      expect(!result.ok && isSessionExpiredError(result.error) && result.error.reason).toBe(
        'SESSION_REVOKED',
      )
    }
    expect(server.count(REFRESH)).toBe(0)
    expect(await store.load()).toBeUndefined()
    expect(events).toEqual(['local expired'])
  })

  test('calls after that are made by nobody', async () => {
    const { auth, server } = await signedIn()
    server.revokeSessions()
    await auth.me.get().safe()

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error.code).toBe('TOKEN_MISSING')
  })
})

// Guarantee: what one user started is never finished as another.
describe('another user', () => {
  test('does not finish the calls of the one before', async () => {
    const { auth, server } = await signedIn()
    const slow = gate()
    server.next(ME, async () => {
      await slow.opened
      return problem(401, 'TOKEN_EXPIRED')
    })
    const call = auth.me.get().safe()
    await idle()

    await auth.signIn(credentials)
    slow.open()
    const result = await call

    expect(!result.ok && isSessionChangedError(result.error)).toBe(true)
    expect(server.count(ME)).toBe(1)
    expect(server.count(REFRESH)).toBe(0)
  })

  test('is not described by a late answer about the one before', async () => {
    const { auth, server } = await signedIn()
    const before = auth.getSnapshot().user
    const slow = gate()
    server.next(ME, async (usual) => {
      const answer = usual()
      await slow.opened
      return answer
    })
    const call = auth.me.get()
    await idle()

    await auth.signIn(credentials)
    slow.open()
    await call

    expect(auth.getSnapshot().user?.id).not.toBe(before?.id)
  })
})
