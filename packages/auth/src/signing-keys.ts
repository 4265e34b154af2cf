import type { PublicKey } from '@latchkey/contracts'
import type { Keyring } from '@latchkey/core'
import type { Database } from '@latchkey/database'
import { Problem, type KeySet, type SigningKey } from '@latchkey/http'

import { oneAtATime } from './one-at-a-time.ts'
import { openSigningKey, toVerificationKey } from './signing-key-material.ts'
import { listSigningKeys, type StoredSigningKey } from './signing-key-store.ts'

/** The signing keys as this process knows them. */
export interface SigningKeys {
  /** @throws {Problem} `UNAVAILABLE` while there is none, or none that this process can decrypt. */
  current(): SigningKey
  /** What anybody may know: the keys that verify our tokens, the current one first. */
  publicKeys(): readonly PublicKey[]
  /** Reads the keys from the database, as they are after the call at the earliest. */
  load(): Promise<void>
  /** Stops trusting a key at once and for good, and signs with the next one if it was the current. */
  distrust(kid: string): void
}

export interface SigningKeysOptions {
  db: Database
  keyring: Keyring
  /** Where verification looks for keys. */
  keySet: KeySet
}

/** A key that signs, or why this process cannot sign with it. */
type Opened = SigningKey | { readonly kid: string; readonly failure: Error }

/**
 * The keys that sign access tokens. They are kept in the database, the private parts encrypted, so
 * every process signs with the same one and tokens survive a restart. A process that cannot decrypt
 * one still verifies what it signed: that takes the public part only.
 */
export function createSigningKeys({ db, keyring, keySet }: SigningKeysOptions): SigningKeys {
  const distrusted = new Set<string>()
  let current: Opened | undefined
  let next: Opened | undefined
  let published: readonly PublicKey[] = []

  /** Decrypts a key unless that was done before, so a key in use survives the loss of its secret. */
  function open(stored: StoredSigningKey | undefined): Opened | undefined {
    if (!stored) return undefined
    const { kid } = stored
    const known = [current, next].find((key) => key?.kid === kid)
    if (known && 'privatePem' in known) return known
    try {
      return openSigningKey(stored, keyring)
    } catch (error) {
      return { kid, failure: error instanceof Error ? error : new Error(String(error)) }
    }
  }

  function publish(keys: readonly PublicKey[]): void {
    published = keys
    keySet.replace(keys.map(toVerificationKey))
  }

  return {
    current() {
      if (!current) throw new Problem('UNAVAILABLE', { internal: 'there is no signing key' })
      if ('privatePem' in current) return current
      const { failure } = current
      throw failure instanceof Problem ? failure : new Problem('UNAVAILABLE', { cause: failure })
    },
    publicKeys: () => published,
    load: oneAtATime(async () => {
      const stored = await listSigningKeys(db)
      // What was distrusted meanwhile may have been read before.
      const trusted = stored.filter(({ kid, state }) => state !== 'retired' && !distrusted.has(kid))
      const inState = (state: StoredSigningKey['state']) =>
        open(trusted.find((key) => key.state === state))
      const follower = inState('next')
      // Without a current key it was distrusted a moment ago, and the next one is in its place.
      current = inState('current') ?? follower
      next = follower
      publish(trusted.map((key) => key.publicJwk))
    }),
    distrust(kid) {
      distrusted.add(kid)
      publish(published.filter((jwk) => jwk.kid !== kid))
      if (current?.kid === kid) [current, next] = [next, undefined]
    },
  }
}
