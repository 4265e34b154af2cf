import { createPublicKey, type KeyObject } from 'node:crypto'

/** A public key that verifies access tokens. */
export interface VerificationKey {
  readonly kid: string
  /** SPKI in PEM. */
  readonly pem: string
}

/** The same, ready to be used. */
export interface TrustedKey {
  readonly kid: string
  readonly publicKey: KeyObject
}

export interface KeySet {
  /** The key named `kid`, if it is trusted now. Never waits for anything. */
  find(kid: string): TrustedKey | undefined
  /**
   * Replaces all keys. A key that is missing afterwards is no longer trusted.
   *
   * @throws {Error} for a text that is no key, and then nothing has changed.
   */
  replace(keys: readonly VerificationKey[]): void
  /**
   * Calls `listener` when a key was looked for in vain, so that it may find out in the background
   * whether there are new ones. Anybody can cause that as often as he likes.
   */
  onMiss(listener: () => void): void
}

/** The keys whose signatures are trusted now, by their id (RFC 7517, section 4.5). */
export function createKeySet(): KeySet {
  let keys: ReadonlyMap<string, TrustedKey> = new Map()
  const listeners = new Set<() => void>()
  return {
    find(kid) {
      const key = keys.get(kid)
      if (!key) for (const listener of listeners) listener()
      return key
    },
    replace(next) {
      keys = new Map(next.map(({ kid, pem }) => [kid, { kid, publicKey: createPublicKey(pem) }]))
    },
    onMiss: (listener) => void listeners.add(listener),
  }
}
