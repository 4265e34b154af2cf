import type { TokenStore } from './store.ts'

/**
 * Remembers between sign-ins what the server recognises the device by. It grants nothing, so a store
 * that cannot keep it fails no sign-in.
 */
export function createDevice({ device }: TokenStore) {
  return {
    load: async () => device?.load().catch(() => undefined),
    save: async (token: string) => device?.save(token).catch(() => undefined),
  }
}

export type Device = ReturnType<typeof createDevice>
