import { createAuth } from '@latchkey/sdk'
import { describe, expect, test } from 'vitest'

import { baseUrl, gate, idle, ME, REFRESH, signedIn } from './harness.ts'
import { problem } from './server.ts'

const HOUR = 3_600_000

describe('a refresh', () => {
  test('1: twenty parallel calls with an expired token refresh once', async () => {
    const { auth, server, clock, events } = await signedIn()
    server.expireTokens()
    clock.now += HOUR

    const users = await Promise.all(Array.from({ length: 20 }, () => auth.me.get()))

    expect(users).toHaveLength(20)
    expect(server.count(REFRESH)).toBe(1)
    expect(server.count(ME)).toBe(20)
    expect(events).toEqual(['local refreshed'])
  })

  test('2: refusals that come in while it runs and after it refresh once', async () => {
    const { auth, server } = await signedIn()
    const [early, late, refreshing] = [gate(), gate(), gate()]
    server.next(ME, ...Array.from({ length: 20 }, (_, i) => refused((i % 2 ? late : early).opened)))
    server.next(REFRESH, async (usual) => {
      await refreshing.opened
      return usual()
    })

    const calls = Array.from({ length: 20 }, () => auth.me.get())
    early.open()
    await idle()
    refreshing.open()
    await Promise.all(calls.filter((_, i) => i % 2 === 0))
    late.open()
    await Promise.all(calls)

    expect(server.count(REFRESH)).toBe(1)
    expect(server.count(ME)).toBe(40)
  })

  test('3: a refusal of a token that was replaced meanwhile is answered with the current one', async () => {
    const { auth, server, clock } = await signedIn()
    const slow = gate()
    server.next(ME, refused(slow.opened))
    const overtaken = auth.me.get()
    await idle()
    clock.now += HOUR
    await auth.me.get()

    slow.open()
    await overtaken

    expect(server.count(REFRESH)).toBe(1)
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.1')
  })

  test('4: a call that starts while it runs waits, and never sends the old token', async () => {
    const { auth, server, clock } = await signedIn()
    const refreshing = gate()
    server.next(REFRESH, async (usual) => {
      await refreshing.opened
      return usual()
    })
    clock.now += HOUR
    const first = auth.me.get()
    await idle()

    const second = auth.me.get()
    await idle()
    const sentEarly = server.count(ME)
    refreshing.open()
    await Promise.all([first, second])

    expect(sentEarly).toBe(0)
    expect(server.count(REFRESH)).toBe(1)
    const tokens = server.seen.filter(({ path }) => path === '/api/auth/me')
    expect(tokens.map(({ authorization }) => authorization)).toEqual([
      'Bearer access.session-1.1',
      'Bearer access.session-1.1',
    ])
  })

  test('4: so does one that starts after the server refused the token', async () => {
    const { auth, server } = await signedIn()
    const refreshing = gate()
    server.expireTokens()
    server.next(REFRESH, async (usual) => {
      await refreshing.opened
      return usual()
    })
    const first = auth.me.get()
    await idle()

    const second = auth.me.get()
    await idle()
    const sent = server.count(ME)
    refreshing.open()
    await Promise.all([first, second])

    expect(sent).toBe(1)
    expect(server.count(ME)).toBe(3)
  })

  test('keeps what the user changed about himself meanwhile', async () => {
    const { auth, server, clock, store } = await signedIn()
    const refreshing = gate()
    server.next(REFRESH, async (usual) => {
      await refreshing.opened
      return usual()
    })
    clock.now += 890_000
    await auth.me.update({ name: 'Grace' })

    refreshing.open()
    await idle()

    expect(await store.load()).toMatchObject({ generation: 1, user: { name: 'Grace' } })
  })

  test('5: two clients with the same store share it', async () => {
    const { auth, server, clock, store } = await signedIn()
    const other = createAuth({ baseUrl, store, fetch: server.fetch, now: () => clock.now })
    await other.me.get()
    server.expireTokens()
    clock.now += HOUR

    await Promise.all([auth.me.get(), other.me.get(), auth.me.get(), other.me.get()])
    await other.me.get()

    expect(server.count(REFRESH)).toBe(1)
  })

  test('a client adopts what another client of its store refreshed before', async () => {
    const { auth, server, clock, store } = await signedIn()
    const other = createAuth({ baseUrl, store, fetch: server.fetch, now: () => clock.now })
    await other.me.get()
    clock.now += HOUR
    await auth.me.get()

    await other.me.get()

    expect(server.count(REFRESH)).toBe(1)
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.1')
  })
})

function refused(when: Promise<void>) {
  return async () => {
    await when
    return problem(401, 'TOKEN_EXPIRED')
  }
}

describe('time', () => {
  test('40: a clock that falls behind is recovered from by the refusal', async () => {
    const { auth, server, clock } = await signedIn()
    clock.now -= HOUR
    server.expireTokens()

    const user = await auth.me.get()

    expect(user.name).toBe('Ada')
    expect(server.count(REFRESH)).toBe(1)
  })

  test('41: a clock that runs ahead costs one refresh, not one a call', async () => {
    const { auth, server, clock } = await signedIn()
    clock.now += HOUR

    await auth.me.get()
    await auth.me.get()
    await auth.me.get()

    expect(server.count(REFRESH)).toBe(1)
  })

  test('43: with ten seconds left, the old token is used and a new one fetched meanwhile', async () => {
    const { auth, server, clock, events } = await signedIn({ lifetime: 900 })
    const refreshing = gate()
    server.next(REFRESH, async (usual) => {
      await refreshing.opened
      return usual()
    })
    clock.now += 890_000

    await auth.me.get()
    const used = server.seen.at(-1)?.authorization
    refreshing.open()
    await idle()
    await auth.me.get()

    expect(used).toBe('Bearer access.session-1.0')
    expect(events).toEqual(['local refreshed'])
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.1')
  })

  test('44: a short-lived token is fresh for nine tenths of its life', async () => {
    const { auth, server, clock } = await signedIn({ lifetime: 10 })

    clock.now += 8_900
    await auth.me.get()
    await idle()
    const before = server.count(REFRESH)
    clock.now += 200
    await auth.me.get()
    await idle()

    expect(before).toBe(0)
    expect(server.count(REFRESH)).toBe(1)
  })
})
