import type { Keyring } from '@latchkey/core'
import { withoutTimeLimits, type Database } from '@latchkey/database'

import {
  countSealedSigningKeys,
  countSessionKeys,
  listSealedSigningKeys,
  resealSigningKeyRow,
} from './secret-use-store.ts'
import { resealSigningKey } from './signing-key-material.ts'

/** What depends on one secret. */
export interface SecretUse {
  /** Names the secret without telling anything about it. */
  readonly keyId: string
  /** `first` makes everything new, `other` reads only, `missing` is not among our secrets. */
  readonly place: 'first' | 'other' | 'missing'
  /** Signing keys whose private part is encrypted under it. */
  readonly signingKeys: number
  /** Live sessions with a refresh token that only it recognises. */
  readonly sessions: number
}

/** What depends on which secret: whether one can be dropped. */
export interface SecretUses {
  /** One entry for each secret, and for each other one that is named in the database. */
  count(): Promise<SecretUse[]>
  /**
   * Encrypts under the first secret whatever is encrypted under another one. May be repeated, and
   * run while servers run that all know the first secret. Refresh tokens are with clients: they
   * follow when they are exchanged.
   *
   * @returns how many texts it changed, and how many it cannot read
   */
  reencrypt(): Promise<{ changed: number; unreadable: number }>
}

export interface SecretUsesOptions {
  db: Database
  keyring: Keyring
  /** Seconds for which a refresh token that was replaced is worth something. */
  recoveryWindow: number
}

/** Rows that are read at once. */
const BATCH = 100

export function createSecretUses({ db, keyring, recoveryWindow }: SecretUsesOptions): SecretUses {
  function placeOf(keyId: string): SecretUse['place'] {
    if (keyId === keyring.current.id) return 'first'
    return keyring.find(keyId) ? 'other' : 'missing'
  }

  /** @returns whether it could be read. */
  async function reencryptKey(kid: string, privateJwk: string): Promise<boolean> {
    const sealed = tryReseal(kid, privateJwk)
    if (sealed !== undefined) await resealSigningKeyRow(db, kid, privateJwk, sealed)
    return sealed !== undefined
  }

  function tryReseal(kid: string, privateJwk: string): string | undefined {
    try {
      return resealSigningKey(kid, privateJwk, keyring)
    } catch {
      return undefined
    }
  }

  return {
    async count() {
      const [signingKeys, sessions] = await withoutTimeLimits(db, async (connection) => [
        await countSealedSigningKeys(connection),
        await countSessionKeys(connection, recoveryWindow),
      ])
      const known = keyring.entries.map(({ id }) => id)
      const ids = new Set([...known, ...signingKeys.keys(), ...sessions.keys()])
      return [...ids].map((keyId) => ({
        keyId,
        place: placeOf(keyId),
        signingKeys: signingKeys.get(keyId) ?? 0,
        sessions: sessions.get(keyId) ?? 0,
      }))
    },

    async reencrypt() {
      let [changed, unreadable, after] = [0, 0, '']
      for (;;) {
        const rows = await listSealedSigningKeys(db, {
          except: keyring.current.id,
          after,
          limit: BATCH,
        })
        for (const { kid, privateJwk } of rows) {
          if (await reencryptKey(kid, privateJwk)) changed += 1
          else unreadable += 1
          after = kid
        }
        if (rows.length < BATCH) return { changed, unreadable }
      }
    },
  }
}
