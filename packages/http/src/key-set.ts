/** A public key that verifies access tokens. */
export interface VerificationKey {
  readonly kid: string
  /** SPKI in PEM, the form @fastify/jwt wants. */
  readonly pem: string
}

export interface KeySet {
  /** The key named `kid`, if it is trusted now. Never causes a request or a query. */
  find(kid: string): VerificationKey | undefined
  /** Replaces all keys. A key that is missing afterwards is no longer trusted. */
  replace(keys: readonly VerificationKey[]): void
}

/** The keys whose signatures are trusted now, by their id (RFC 7517, section 4.5). */
export function createKeySet(): KeySet {
  const keys = new Map<string, VerificationKey>()
  return {
    find: (kid) => keys.get(kid),
    replace(next) {
      keys.clear()
      for (const key of next) keys.set(key.kid, key)
    },
  }
}
