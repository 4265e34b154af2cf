import {
  createAuth,
  isApiError,
  memoryStore,
  type AuthOptions,
  type TokenStore,
} from '@latchkey/sdk'
import { inProcessFetch } from '@latchkey/testing'
import { describe, expect } from 'vitest'

import { PASSWORD, PUBLIC_URL, test as base } from '../harness.ts'

const TWENTY_MINUTES = 20 * 60_000

/** What the network does to a request before or after the server has answered it. */
type Network = (path: string, send: () => Promise<Response>) => Promise<Response>

/** Clients of the real server, and what they ask it. The server's clock decides what has expired. */
const test = base.extend('connect', ({ app }) => {
  const answer = inProcessFetch(app)
  return (options: Partial<AuthOptions> = {}, network: Network = (_path, send) => send()) => {
    const asked: string[] = []
    const auth = createAuth({
      baseUrl: PUBLIC_URL,
      fetch: (input, init) => {
        const request = new Request(input, init)
        const path = new URL(request.url).pathname
        asked.push(path)
        return network(path, () => answer(request))
      },
      ...options,
    })
    const count = (path: string) => asked.filter((seen) => seen === path).length
    return { auth, refreshes: () => count('/api/auth/refresh'), calls: () => count('/api/auth/me') }
  }
})

const account = { username: 'ada', password: PASSWORD }

/** The session of another process, in which nothing of this one is known. */
function copyOf(store: TokenStore): TokenStore {
  return { load: store.load, save: store.save, clear: store.clear }
}

describe('a client and the server', () => {
  test('1: twenty calls with an expired token cost one refresh', async ({ connect, clock }) => {
    const { auth, refreshes, calls } = connect()
    await auth.signUp(account)
    clock.advance(TWENTY_MINUTES)

    const users = await Promise.all(Array.from({ length: 20 }, () => auth.me.get()))

    expect(users.map(({ username }) => username)).toEqual(Array(20).fill('ada'))
    expect([refreshes(), calls()]).toEqual([1, 40])
  })

  test('3: a token that another process renewed is taken from the store', async ({
    connect,
    clock,
  }) => {
    const store = memoryStore()
    const here = connect({ store })
    await here.auth.signUp(account)
    const there = connect({ store: copyOf(store) })
    await there.auth.me.get()
    clock.advance(TWENTY_MINUTES)

    await there.auth.me.get()
    await here.auth.me.get()

    expect([there.refreshes(), here.refreshes()]).toEqual([1, 0])
  })

  test('7: two processes that know nothing of each other both stay signed in', async ({
    connect,
    clock,
  }) => {
    const store = memoryStore()
    const here = connect({ store })
    await here.auth.signUp(account)
    const own = memoryStore()
    const session = await store.load()
    if (session) await own.save(session)
    const there = connect({ store: own })
    clock.advance(TWENTY_MINUTES)

    await Promise.all([here.auth.me.get(), there.auth.me.get()])

    expect([here.refreshes(), there.refreshes()]).toEqual([1, 1])
    expect((await own.load())?.refreshToken).toBe((await store.load())?.refreshToken)
  })

  test('13: signing out while a refresh is under way leaves nothing behind', async ({
    connect,
    clock,
  }) => {
    const store = memoryStore()
    const { promise: isSigningOut, resolve: signedOut } = Promise.withResolvers<void>()
    const { promise: isRefreshed, resolve: refreshed } = Promise.withResolvers<string>()
    const { auth } = connect({ store }, async (path, send) => {
      const response = await send()
      if (path !== '/api/auth/refresh') return response
      const { accessToken } = await response.clone().json()
      refreshed(accessToken)
      await isSigningOut
      return response
    })
    await auth.signUp(account)
    clock.advance(TWENTY_MINUTES)

    const call = auth.me.get().safe()
    const accessToken = await isRefreshed
    await auth.signOut()
    signedOut()

    expect((await call).ok).toBe(false)
    expect([auth.getSnapshot().status, await store.load()]).toEqual(['anonymous', undefined])
    const stolen = await connect().auth.fetch('/api/auth/me', {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    expect((await stolen.json()).code).toBe('SESSION_REVOKED')
  })

  test('23: a refresh whose answer is lost is repeated, and gets the same answer', async ({
    connect,
    clock,
    db,
  }) => {
    let lost = 0
    const { auth, refreshes } = connect({}, async (path, send) => {
      const response = await send()
      if (path === '/api/auth/refresh' && lost++ === 0) throw new TypeError('terminated')
      return response
    })
    await auth.signUp(account)
    clock.advance(TWENTY_MINUTES)

    await auth.me.get()

    const { generation } = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    expect([refreshes(), generation]).toEqual([2, 2])
  })

  test('27: a session that was ended elsewhere expires, without a refresh', async ({ connect }) => {
    const here = connect()
    const there = connect()
    await here.auth.signUp(account)
    await there.auth.signIn(account)
    const reasons: string[] = []
    there.auth.on('expired', ({ reason }) => reasons.push(reason))

    await here.auth.sessions.revokeOthers()
    const result = await there.auth.me.get().safe()

    expect([result.ok, reasons]).toEqual([false, ['SESSION_REVOKED']])
    expect(there.refreshes()).toBe(0)
  })
})

describe('a user and his devices', () => {
  test('are listed page by page, and ended one by one', async ({ connect }) => {
    const { auth } = connect()
    await auth.signUp(account)
    const others = [connect().auth, connect().auth, connect().auth]
    for (const other of others) await other.signIn(account)

    let seen = 0
    for await (const session of auth.sessions.list({ limit: 2 })) {
      seen += 1
      if (!session.current) await auth.sessions.revoke(session.id)
    }

    expect(seen).toBe(4)
    expect((await auth.sessions.list()).data.map(({ current }) => current)).toEqual([true])
    const outcomes = await Promise.all(others.map((other) => other.me.get().safe()))
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false])
    const missing = await auth.sessions.revoke('0198c0de-0000-7000-8000-000000000000').safe()
    expect(!missing.ok && isApiError(missing.error, 'NOT_FOUND')).toBe(true)
  })

  test('are recognised when they sign in again', async ({ connect, db }) => {
    const { auth } = connect()
    await auth.signUp(account)
    await auth.signOut()
    await auth.signIn(account)
    await connect().auth.signIn(account)

    const sessions = await db.selectFrom('sessions').select('device_id').orderBy('id').execute()
    const [first, again, other] = sessions.map(({ device_id }) => device_id)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  test('end with a new password, all but the one that set it', async ({ connect }) => {
    const here = connect().auth
    const there = connect().auth
    await here.signUp(account)
    await there.signIn(account)
    const change = (currentPassword: string, newPassword: string) =>
      here.password.change({ currentPassword, newPassword }).safe()

    const wrong = await change('something else', 'amber lantern 2041')
    const weak = await change(PASSWORD, 'password')
    const changed = await change(PASSWORD, 'amber lantern 2041')

    expect(!wrong.ok && wrong.error.code).toBe('INVALID_CREDENTIALS')
    expect(!weak.ok && weak.error.code).toBe('PASSWORD_TOO_WEAK')
    expect(changed.ok).toBe(true)
    expect((await there.me.get().safe()).ok).toBe(false)
    expect((await here.me.get()).username).toBe('ada')
  })
})
