/** A public key that verifies access tokens. */
export interface VerificationKey {
  readonly kid: string
  /** SPKI in PEM, the form @fastify/jwt wants. */
  readonly pem: string
}

export interface KeySet {
  /** The key named `kid`, if it is trusted now. Never waits for anything. */
  find(kid: string): VerificationKey | undefined
  /** Replaces all keys. A key that is missing afterwards is no longer trusted. */
  replace(keys: readonly VerificationKey[]): void
  /**
   * Calls `listener` when a key was looked for in vain, so that it may find out in the background
   * whether there are new ones. Anybody can cause that as often as he likes.
   */
  onMiss(listener: () => void): void
}

/** The keys whose signatures are trusted now, by their id (RFC 7517, section 4.5). */
export function createKeySet(): KeySet {
  const keys = new Map<string, VerificationKey>()
  const listeners = new Set<() => void>()
  return {
    find(kid) {
      const key = keys.get(kid)
      if (!key) for (const listener of listeners) listener()
      return key
    },
    replace(next) {
      keys.clear()
      for (const key of next) keys.set(key.kid, key)
    },
    onMiss: (listener) => void listeners.add(listener),
  }
}
