import { localStorageStore, type StoredSession } from '@latchkey/sdk'
import { afterEach, describe, expect, test, vi } from 'vitest'

const session: StoredSession = {
  sessionId: 'session-1',
  generation: 1,
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresAt: 1_000,
  lifetime: 1_000,
  user: {
    id: 'user-1',
    email: null,
    emailVerified: false,
    username: 'ada',
    name: null,
    locale: null,
    role: 'user',
    status: 'active',
    profile: { theme: 'dark' },
    createdAt: '2026-01-01T00:00:00.000Z',
  },
}

/** The part of a browser's storage that is used. */
function browserStorage() {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

afterEach(() => vi.unstubAllGlobals())

describe('localStorageStore', () => {
  test('keeps a session for the next page', async () => {
    vi.stubGlobal('localStorage', browserStorage())

    await localStorageStore().save(session)
    const next = localStorageStore()

    expect(await next.load()).toEqual(session)
    await next.clear()
    expect(await localStorageStore().load()).toBeUndefined()
  })

  test('keeps sessions under different keys apart', async () => {
    vi.stubGlobal('localStorage', browserStorage())
    const [one, other] = [localStorageStore('one'), localStorageStore('other')]

    await one.save(session)

    expect(await other.load()).toBeUndefined()
    expect(one.key).not.toBe(other.key)
    expect(localStorageStore('one').key).toBe(one.key)
  })

  test.for(['not JSON', '{}', 'null', '[1]', '{"accessToken":7}'])(
    'takes %s for no session',
    async (text) => {
      const storage = browserStorage()
      vi.stubGlobal('localStorage', storage)
      storage.items.set('latchkey', text)

      const loaded = await localStorageStore().load()

      expect(loaded).toBeUndefined()
    },
  )

  test.for([
    ['there is none', undefined],
    [
      'it may not be read',
      {
        getItem() {
          throw new DOMException('denied', 'SecurityError')
        },
      },
    ],
  ] as const)('keeps the session in memory when %s', async ([, storage]) => {
    vi.stubGlobal('localStorage', storage)
    const store = localStorageStore()

    await store.save(session)

    expect(await store.load()).toEqual(session)
    expect(await localStorageStore().load()).toBeUndefined()
  })

  test('throws when it is full, so that the session engine can tell', async () => {
    vi.stubGlobal('localStorage', {
      ...browserStorage(),
      setItem() {
        throw new DOMException('full', 'QuotaExceededError')
      },
    })

    await expect(localStorageStore().save(session)).rejects.toThrow('full')
  })
})
