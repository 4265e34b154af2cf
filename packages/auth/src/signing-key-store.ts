import type { PublicKey } from '@latchkey/contracts'
import {
  NOW,
  secondsAgo,
  type Database,
  type DatabaseTransaction,
  type JsonObject,
} from '@latchkey/database'
import { sql } from 'kysely'

import type { SealedSigningKey } from './signing-key-material.ts'

export type KeyState = 'next' | 'current' | 'previous' | 'retired'

export interface StoredSigningKey {
  readonly kid: string
  readonly publicJwk: PublicKey
  /** Encrypted; `null` once the key does not sign any more. */
  readonly privateJwk: string | null
  readonly state: KeyState
  /** Seconds that a token signed with it lives at most. */
  readonly tokenLifetime: number
  readonly createdAt: Date
  /** Somebody asked for a rotation: when it may sign at the earliest. */
  readonly promoteAt: Date | null
  readonly activatedAt: Date | null
  readonly replacedAt: Date | null
  readonly retiredAt: Date | null
  /** When the row was read, by the clock of the database. */
  readonly readAt: Date
}

/** Seconds for which retired keys are listed: 30 days. */
const REMEMBERED = 30 * 24 * 3600

/** The current key, the one that follows, those that only verify, and those retired lately. */
export async function listSigningKeys(db: Database): Promise<StoredSigningKey[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .selectAll()
    .select(NOW.as('read_at'))
    .where((eb) =>
      eb.or([eb('state', '!=', 'retired'), eb('retired_at', '>', secondsAgo(REMEMBERED))]),
    )
    .orderBy(sql`array_position(array['current', 'next', 'previous', 'retired'], state)`)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((row) => ({
    kid: row.kid,
    publicJwk: toPublicKey(row.kid, row.public_jwk),
    privateJwk: row.private_jwk,
    state: row.state,
    tokenLifetime: row.token_lifetime,
    createdAt: row.created_at,
    promoteAt: row.promote_at,
    activatedAt: row.activated_at,
    replacedAt: row.replaced_at,
    retiredAt: row.retired_at,
    readAt: row.read_at,
  }))
}

/**
 * Adds a key, unless there is one in that state: whichever process was first.
 *
 * @returns whether it was added
 */
export async function insertSigningKey(
  db: Database,
  { kid, publicJwk, privateJwk }: SealedSigningKey,
  { state, tokenLifetime }: { state: 'next' | 'current'; tokenLifetime: number },
): Promise<boolean> {
  const row = await db
    .insertInto('signing_keys')
    .values({
      kid,
      alg: publicJwk.alg,
      public_jwk: JSON.stringify(publicJwk),
      private_jwk: privateJwk,
      state,
      token_lifetime: tokenLifetime,
      activated_at: state === 'current' ? NOW : null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('kid')
    .executeTakeFirst()
  return row !== undefined
}

/** Notes how long tokens may live that a process is about to sign. Never makes it shorter. */
export async function raiseTokenLifetime(db: Database, tokenLifetime: number): Promise<void> {
  await db
    .updateTable('signing_keys')
    .set({ token_lifetime: tokenLifetime })
    .where('state', 'in', ['next', 'current'])
    .where('token_lifetime', '<', tokenLifetime)
    .execute()
}

/** Asks for a rotation as soon as the next key has been published for `published` seconds. */
export async function requestPromotion(db: Database, published: number): Promise<void> {
  await db
    .updateTable('signing_keys')
    .set({ promote_at: sql<Date>`created_at + make_interval(secs => ${published})` })
    .where('state', '=', 'next')
    .execute()
}

/**
 * Takes the current key out of use and forgets its private part. Of any number of concurrent calls
 * for the same key one succeeds; the others wait until that one has committed.
 *
 * @returns whether this call did it
 */
export async function replaceSigningKey(
  trx: DatabaseTransaction,
  kid: string,
  state: 'previous' | 'retired',
): Promise<boolean> {
  const row = await trx
    .updateTable('signing_keys')
    .set({
      state,
      private_jwk: null,
      replaced_at: NOW,
      retired_at: state === 'retired' ? NOW : null,
    })
    .where('kid', '=', kid)
    .where('state', '=', 'current')
    .returning('kid')
    .executeTakeFirst()
  return row !== undefined
}

/** The second half of a rotation. @returns whether the key was there and waited. */
export async function activateSigningKey(trx: DatabaseTransaction, kid: string): Promise<boolean> {
  const row = await trx
    .updateTable('signing_keys')
    .set({ state: 'current', activated_at: NOW })
    .where('kid', '=', kid)
    .where('state', '=', 'next')
    .returning('kid')
    .executeTakeFirst()
  return row !== undefined
}

/** Ends the trust in a key that was replaced. @returns whether this call did it. */
export async function retireSigningKey(trx: DatabaseTransaction, kid: string): Promise<boolean> {
  const row = await trx
    .updateTable('signing_keys')
    .set({ state: 'retired', retired_at: NOW })
    .where('kid', '=', kid)
    .where('state', '=', 'previous')
    .returning('kid')
    .executeTakeFirst()
  return row !== undefined
}

function toPublicKey(kid: string, { x, y }: JsonObject): PublicKey {
  if (typeof x !== 'string' || typeof y !== 'string') throw new Error(`key ${kid} is not a JWK`)
  return { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' }
}
