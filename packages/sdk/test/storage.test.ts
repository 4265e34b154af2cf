import { isStorageError, memoryStore, type StoredSession } from '@latchkey/sdk'
import { describe, expect, test } from 'vitest'

import { credentials, gate, idle, ME, REFRESH, setup, signedIn } from './harness.ts'
import { problem } from './server.ts'

const HOUR = 3_600_000

function unless(failing: boolean) {
  if (failing) throw new Error('The quota is exceeded')
}

/** A store that throws as long as it is told to. */
function flakyStore() {
  const { load, save, clear } = memoryStore()
  const fails = { load: false, save: false, clear: false }
  return {
    fails,
    async load() {
      unless(fails.load)
      return load()
    },
    async save(session: StoredSession) {
      unless(fails.save)
      return save(session)
    },
    async clear() {
      unless(fails.clear)
      return clear()
    },
  }
}

describe('a store that fails', () => {
  test('25: to write refreshed tokens is told once, and written to again', async () => {
    const store = flakyStore()
    const { auth, server, clock, events } = await signedIn({ store })
    store.fails.save = true
    clock.now += HOUR

    await auth.me.get()
    await auth.me.get()
    const kept = await store.load()
    store.fails.save = false
    await auth.me.get()
    await idle()

    expect(server.count(REFRESH)).toBe(1)
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.1')
    expect(kept).toMatchObject({ generation: 0 })
    expect(await store.load()).toMatchObject({ generation: 1 })
    expect(events).toEqual(['local storageError', 'local refreshed'])
  })

  test('to write a new session does not fail the sign-in', async () => {
    const store = flakyStore()
    store.fails.save = true
    const { auth, events } = setup({ store })

    await auth.signIn(credentials)
    const user = await auth.me.get()

    expect(user.name).toBe('Ada')
    expect(events).toEqual(['local storageError', 'local signedIn'])
  })

  test('to write a new session does not bring the one before back', async () => {
    const store = flakyStore()
    const { auth, clock } = await signedIn({ store })
    store.fails.save = true

    await auth.signIn(credentials)
    const { user } = auth.getSnapshot()
    clock.now += HOUR
    await auth.me.get()

    expect(auth.getSnapshot().user?.id).toBe(user?.id)
  })

  test('to be cleared is cleared later, and nobody is signed in meanwhile', async () => {
    const store = flakyStore()
    const { auth } = await signedIn({ store })
    store.fails.clear = true

    await auth.signOut()
    const status = auth.getSnapshot().status
    store.fails.clear = false
    await auth.me.get().safe()
    await idle()

    expect(status).toBe('anonymous')
    expect(await store.load()).toBeUndefined()
  })

  test('to be read signs nobody out: the call fails, and the next one reads again', async () => {
    const store = flakyStore()
    const { server } = await signedIn({ store })
    store.fails.load = true
    const { auth, events } = setup({ store, fetch: server.fetch })

    const result = await auth.me.get().safe()
    const status = auth.getSnapshot().status
    store.fails.load = false
    const user = await auth.me.get()

    expect(!result.ok && isStorageError(result.error) && result.error.cause).toEqual(
      new Error('The quota is exceeded'),
    )
    expect(status).toBe('loading')
    expect(server.count(ME)).toBe(1)
    expect(user.name).toBe('Ada')
    expect(events).toContain('local storageError')
  })

  test('to be read is still cleared by signing out', async () => {
    const store = flakyStore()
    await signedIn({ store })
    store.fails.load = true
    const { auth } = setup({ store })
    await idle()

    await auth.signOut()
    store.fails.load = false

    expect(await store.load()).toBeUndefined()
  })
})

describe('a store that is shared', () => {
  test('gives its session to the next client', async () => {
    const { store, server } = await signedIn()
    const { auth } = setup({ store, fetch: server.fetch })

    const before = auth.getSnapshot().status
    await idle()
    const user = await auth.me.get()

    expect(before).toBe('loading')
    expect(auth.getSnapshot()).toMatchObject({ status: 'authenticated', user: { name: 'Ada' } })
    expect(user.name).toBe('Ada')
    expect(server.count('POST /api/auth/login')).toBe(1)
  })

  test('does not overtake a sign-in when it is slow', async () => {
    const { store, server } = await signedIn()
    const reading = gate()
    const { load } = store
    store.load = async () => {
      const stored = await load()
      await reading.opened
      return stored
    }
    const { auth } = setup({ store, fetch: server.fetch })
    await auth.signIn(credentials)
    const { user } = auth.getSnapshot()

    reading.open()
    await idle()

    expect(auth.getSnapshot().user).toBe(user)
  })

  test('does not overtake a sign-in while a refresh reads it', async () => {
    const { auth, store, clock, server } = await signedIn()
    const { auth: other, clock: otherClock } = setup({ store, fetch: server.fetch })
    await idle()
    otherClock.now += HOUR
    await other.me.get()
    const reading = gate()
    const { load } = store
    store.load = async () => {
      const stored = await load()
      await reading.opened
      return stored
    }
    clock.now += HOUR
    const waiting = auth.me.get().safe()
    await idle()

    await auth.signIn(credentials)
    const { user } = auth.getSnapshot()
    reading.open()
    const result = await waiting

    expect(!result.ok && result.error.name).toBe('SessionChangedError')
    expect(auth.getSnapshot().user).toBe(user)
  })

  test('11: that holds a newer generation than the refused one keeps everybody signed in', async () => {
    const { auth, server, store, clock, events } = await signedIn()
    const { auth: other } = setup({ store: { ...store }, fetch: server.fetch })
    await other.me.get()
    clock.now += HOUR
    server.next(REFRESH, async () => {
      server.expireTokens()
      await other.me.get()
      return problem(401, 'REFRESH_TOKEN_REUSED')
    })

    const user = await auth.me.get()

    expect(user.name).toBe('Ada')
    expect(server.count(REFRESH)).toBe(2)
    expect(await store.load()).toMatchObject({ generation: 1 })
    expect(events).not.toContain('local expired')
  })

  test('is not cleared of the session of another client when the own one was revoked', async () => {
    const { auth, server, store, events } = await signedIn()
    const { auth: other } = setup({ store, fetch: server.fetch })
    server.revokeSessions()
    await other.signIn(credentials)

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error.name).toBe('SessionExpiredError')
    expect(await store.load()).toMatchObject({ sessionId: 'session-2' })
    expect(events).toEqual(['remote signedIn'])
  })

  test('keeps the session of another client when the own one is over', async () => {
    const { auth, server, store, clock, events } = await signedIn()
    const { auth: other } = setup({ store, fetch: server.fetch })
    await other.me.get()
    server.revokeSessions()
    await other.signIn(credentials)
    clock.now += HOUR

    const result = await auth.me.get().safe()
    const told = [...events]
    const user = await auth.me.get()

    expect(!result.ok && result.error.name).toBe('SessionChangedError')
    expect(user).toEqual(other.getSnapshot().user)
    expect(await store.load()).toMatchObject({ sessionId: 'session-2' })
    expect(told).toEqual(['remote signedIn'])
  })

  test('that another client cleared ends the session here at the next refresh', async () => {
    const { auth, store, clock, server, events } = await signedIn()
    await store.clear()
    clock.now += HOUR

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error.name).toBe('SessionChangedError')
    expect(server.count(REFRESH)).toBe(0)
    expect(events).toEqual(['remote signedOut'])
  })
})
