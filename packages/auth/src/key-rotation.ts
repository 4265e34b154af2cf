import { announceSigningKey, type Keyring } from '@latchkey/core'
import type { Database } from '@latchkey/database'

import {
  findPair,
  isPast,
  NEWS_LIFETIME,
  promotionTime,
  PUBLISHED_BEFORE,
  trustEnd,
  type KeyPair,
} from './key-schedule.ts'
import { generateSigningKey, openSigningKey } from './signing-key-material.ts'
import {
  activateSigningKey,
  insertSigningKey,
  listSigningKeys,
  raiseTokenLifetime,
  replaceSigningKey,
  requestPromotion,
  retireSigningKey,
  type KeyState,
  type StoredSigningKey,
} from './signing-key-store.ts'

export interface KeyRotation {
  /**
   * Does what is due: makes missing keys, replaces a current key that is too old, and retires keys
   * whose last token has expired. Any number of processes may do it at the same time.
   *
   * @throws {Problem} `UNAVAILABLE` when the next key is due and cannot be decrypted here.
   */
  maintain(): Promise<void>
  /**
   * Replaces the current key, as soon as the next one has been published for so long that everybody
   * has it: at once, or within minutes (`changesAt` tells when). Tokens stay valid.
   *
   * In an emergency nothing is waited for: the current key is not trusted any more, neither are the
   * tokens it signed, and the next one signs from now on. A refresh brings new tokens.
   *
   * @throws {Problem} `UNAVAILABLE` when the next key cannot be decrypted here.
   */
  rotate(how?: { emergency?: boolean }): Promise<KeyStatus[]>
  /** The current key, the next one, and those before, the newest first. */
  list(): Promise<KeyStatus[]>
}

/** What anybody may know about a signing key. */
export interface KeyStatus {
  readonly kid: string
  readonly state: KeyState
  readonly createdAt: Date
  /** When it began to sign. */
  readonly activatedAt: Date | null
  /** When it stopped signing. */
  readonly replacedAt: Date | null
  /** When it stopped verifying. */
  readonly retiredAt: Date | null
  /** When it takes the next state by itself; `null` when there is none. */
  readonly changesAt: Date | null
}

export interface KeyRotationOptions {
  db: Database
  keyring: Keyring
  /** Seconds that access tokens live. */
  tokenLifetime: number
  /** Seconds after which a key that signs is replaced. */
  maxAge: number
  /** What a rotation waits for in the end: a server must sign with the new key when it answers. */
  onRotated?: () => Promise<void>
}

/** The life of signing keys: next, current, previous, retired. */
export function createKeyRotation(options: KeyRotationOptions): KeyRotation {
  const { db, keyring, tokenLifetime, maxAge, onRotated } = options

  /** Makes what is missing and returns what there is. */
  async function prepare(): Promise<StoredSigningKey[]> {
    const keys = await listSigningKeys(db)
    const live = keys.filter(({ state }) => state === 'current' || state === 'next')
    if (live.some((key) => key.tokenLifetime < tokenLifetime)) {
      await raiseTokenLifetime(db, tokenLifetime)
    }
    const missing = STATES_THAT_SIGN.filter((state) => !live.some((key) => key.state === state))
    if (missing.length === 0) return keys

    for (const state of missing) await add(state)
    return listSigningKeys(db)
  }

  async function announce(trx: Database, kid: string, effect: 'stale' | 'revoked'): Promise<void> {
    await announceSigningKey(trx, { kid, effect, lifetime: tokenLifetime + NEWS_LIFETIME })
  }

  async function add(state: 'current' | 'next'): Promise<void> {
    const key = generateSigningKey(keyring)
    await db.transaction().execute(async (trx) => {
      if (!(await insertSigningKey(trx, key, { state, tokenLifetime }))) return
      await announce(trx, key.kid, 'stale')
    })
  }

  /** Whoever updates the row of the current key first does the rest; the others change nothing. */
  async function replace({ current, next }: KeyPair, state: 'previous' | 'retired'): Promise<void> {
    // Who promotes a key must be able to sign with it.
    openSigningKey(next, keyring)
    const successor = generateSigningKey(keyring)
    await db.transaction().execute(async (trx) => {
      if (!(await replaceSigningKey(trx, current.kid, state))) return
      if (!(await activateSigningKey(trx, next.kid))) {
        throw new Error(`signing key ${next.kid} was changed by somebody else`)
      }
      await insertSigningKey(trx, successor, { state: 'next', tokenLifetime })
      await announce(trx, current.kid, state === 'retired' ? 'revoked' : 'stale')
    })
  }

  async function retire({ kid }: StoredSigningKey): Promise<void> {
    await db.transaction().execute(async (trx) => {
      if (!(await retireSigningKey(trx, kid))) return
      await announce(trx, kid, 'stale')
    })
  }

  /** Only keys and times that never change back decide, so what was read may be acted upon. */
  async function maintain(): Promise<void> {
    const keys = await prepare()
    for (const key of keys) {
      if (key.state === 'previous' && isPast(trustEnd(key), key)) await retire(key)
    }
    const pair = findPair(keys)
    if (pair && isPast(promotionTime(pair, maxAge), pair.next)) await replace(pair, 'previous')
  }

  async function list(): Promise<KeyStatus[]> {
    const keys = await listSigningKeys(db)
    const pair = findPair(keys)
    const promotion = pair ? promotionTime(pair, maxAge) : null
    return keys.map((key) => ({
      kid: key.kid,
      state: key.state,
      createdAt: key.createdAt,
      activatedAt: key.activatedAt,
      replacedAt: key.replacedAt,
      retiredAt: key.retiredAt,
      changesAt:
        key.state === 'retired' ? null : key.state === 'previous' ? trustEnd(key) : promotion,
    }))
  }

  return {
    maintain,
    list,
    async rotate({ emergency = false } = {}) {
      if (emergency) {
        const pair = findPair(await prepare())
        if (pair) await replace(pair, 'retired')
      } else {
        await prepare()
        await requestPromotion(db, PUBLISHED_BEFORE)
        await maintain()
      }
      await onRotated?.()
      return list()
    },
  }
}

const STATES_THAT_SIGN = ['current', 'next'] as const
