import { StorageError } from './errors.ts'
import { notify, type Events } from './events.ts'
import type { User } from './generated/types.ts'
import type { StoredSession, TokenStore } from './store.ts'

/** What an interface shows. The same object until something in it changes. */
export type AuthState =
  | {
      /** `loading` until the store has been read. */
      readonly status: 'loading' | 'anonymous'
      readonly health: 'ok'
      readonly user: undefined
      readonly expiresAt: undefined
    }
  | {
      readonly status: 'authenticated'
      /** `degraded` while the session cannot be refreshed: the server is out of reach. */
      readonly health: 'ok' | 'degraded'
      readonly user: User
      /** When the access token expires, by the local clock: milliseconds since 1970. */
      readonly expiresAt: number
    }

export type Vault = ReturnType<typeof createVault>

/** The session in memory, and its copy in the store. Memory changes first and at once. */
export function createVault(store: TokenStore, { emit }: Events) {
  let subscribers: readonly (() => void)[] = []
  let current: StoredSession | undefined
  let state: AuthState = without('loading')
  let loading: Promise<void> | undefined
  let writing = Promise.resolve()
  let unsaved = false

  function set(session: StoredSession | undefined, health: 'ok' | 'degraded' = 'ok') {
    current = session
    state = session
      ? { status: 'authenticated', health, user: session.user, expiresAt: session.expiresAt }
      : without('anonymous')
    for (const subscriber of subscribers) notify(subscriber)
  }

  function failed(cause: unknown): StorageError {
    const error = new StorageError('The token store failed', { cause })
    emit('storageError', { error })
    return error
  }

  async function read() {
    try {
      const stored = await store.load()
      if (state.status === 'loading') set(stored)
    } catch (cause) {
      throw failed(cause)
    } finally {
      loading = undefined
    }
  }

  async function write() {
    try {
      await (current ? store.save(current) : store.clear())
      unsaved = false
    } catch (cause) {
      if (!unsaved) failed(cause)
      unsaved = true
    }
  }

  /**
   * Brings the store in line with memory. One write at a time, each of what is current when its turn
   * comes, so a late write never brings back what is over. A failure is an event.
   */
  function save(): Promise<void> {
    writing = writing.then(write)
    return writing
  }

  return {
    set,
    save,
    current: () => current,
    state: () => state,

    /** Reads the store, unless that is done. @throws {StorageError} */
    async load() {
      if (state.status !== 'loading') return
      loading ??= read()
      await loading
    },

    /** Tries again to write what could not be written before. */
    saveAgain() {
      if (unsaved) void save()
    },

    /** Takes over what another client of the same store has written since. */
    async reread() {
      const before = current
      await writing
      const stored = await store.load().catch(() => before)
      if (unsaved || current !== before) return
      const isSame = stored?.sessionId === before?.sessionId
      if (isSame && (stored?.generation ?? 0) <= (before?.generation ?? 0)) return
      set(stored)
      if (!isSame) emit(stored ? 'signedIn' : 'signedOut', {}, 'remote')
    },

    subscribe(subscriber: () => void): () => void {
      const added = () => subscriber()
      subscribers = [...subscribers, added]
      return () => {
        subscribers = subscribers.filter((known) => known !== added)
      }
    },

    unsubscribeAll() {
      subscribers = []
    },
  }
}

function without(status: 'loading' | 'anonymous'): AuthState {
  return { status, health: 'ok', user: undefined, expiresAt: undefined }
}
