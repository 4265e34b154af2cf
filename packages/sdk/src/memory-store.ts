import type { StoredSession, TokenStore } from './store.ts'

/** Keeps the session until the process or the page ends. The right choice for servers and tests. */
export function memoryStore(): TokenStore {
  let kept: StoredSession | undefined
  let device: string | undefined
  return {
    load: async () => kept,
    save: async (session) => {
      kept = session
    },
    clear: async () => {
      kept = undefined
    },
    device: {
      load: async () => device,
      save: async (token) => {
        device = token
      },
    },
  }
}
