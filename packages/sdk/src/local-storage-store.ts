import { memoryStore } from './memory-store.ts'
import type { TokenStore } from './store.ts'

/**
 * Keeps the session in `localStorage` under `key`, for every tab and across restarts of the browser.
 *
 * Every script of the page can read it: injected code (XSS), a compromised dependency and browser
 * extensions get the refresh token and can use the session elsewhere until it is revoked.
 *
 * Where `localStorage` is missing or may not be read (a private window, a sandboxed frame, a server),
 * the session is kept in memory. Where it is full, `save` throws.
 */
export function localStorageStore(key = 'latchkey'): TokenStore {
  const storage = accessible()
  if (!storage) return memoryStore()
  return {
    key: `localStorage:${key}`,
    load: async () => parse(storage.getItem(key)),
    save: async (session) => storage.setItem(key, JSON.stringify(session)),
    clear: async () => storage.removeItem(key),
    device: {
      load: async () => storage.getItem(`${key}:device`) ?? undefined,
      save: async (token) => storage.setItem(`${key}:device`, token),
    },
  }
}

/** Reading the property is refused in some frames, reading a value in others. */
function accessible(): Storage | undefined {
  try {
    globalThis.localStorage.getItem('')
    return globalThis.localStorage
  } catch {
    return undefined
  }
}

/** What other code wrote under the key is no session. */
function parse(text: string | null) {
  try {
    const found = JSON.parse(text ?? '')
    return typeof found.accessToken === 'string' ? found : undefined
  } catch {
    return undefined
  }
}
