import { NOW, secondsAgo, type Database } from '@latchkey/database'
import { sql } from 'kysely'

/** Encrypted texts name their key in the second place: `v1.<key id>.…`. */
const KEY_ID = sql<string>`split_part(private_jwk, '.', 2)`

/** How many signing keys are encrypted under each key id. */
export async function countSealedSigningKeys(db: Database): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('signing_keys')
    .select((eb) => [KEY_ID.as('key_id'), eb.fn.countAll<number>().as('count')])
    .where('private_jwk', 'is not', null)
    .groupBy('key_id')
    .execute()
  return toMap(rows)
}

/**
 * How many live sessions have a refresh token that names each key id: the newest one, or the one
 * before as long as it may be presented again.
 */
export async function countSessionKeys(
  db: Database,
  recoveryWindow: number,
): Promise<Map<string, number>> {
  const live = db
    .selectFrom('sessions')
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', NOW)
  const newest = live.select('rotation_key_id as key_id')
  const replaced = live
    .select(sql<string>`previous_key_id`.as('key_id'))
    .whereRef('previous_key_id', '!=', 'rotation_key_id')
    .where('rotated_at', '>', secondsAgo(recoveryWindow))
  const rows = await db
    .selectFrom(newest.unionAll(replaced).as('tokens'))
    .select((eb) => ['key_id', eb.fn.countAll<number>().as('count')])
    .groupBy('key_id')
    .execute()
  return toMap(rows)
}

/** Private parts that are encrypted under another key than `except`, in the order of their kids. */
export async function listSealedSigningKeys(
  db: Database,
  { except, after, limit }: { except: string; after: string; limit: number },
): Promise<{ kid: string; privateJwk: string }[]> {
  return db
    .selectFrom('signing_keys')
    .select(['kid', sql<string>`private_jwk`.as('privateJwk')])
    .where('private_jwk', 'is not', null)
    .where(KEY_ID, '!=', except)
    .where('kid', '>', after)
    .orderBy('kid')
    .limit(limit)
    .execute()
}

/** Replaces the encrypted text, unless somebody has done so since it was read. */
export async function resealSigningKeyRow(
  db: Database,
  kid: string,
  before: string,
  after: string,
): Promise<void> {
  await db
    .updateTable('signing_keys')
    .set({ private_jwk: after })
    .where('kid', '=', kid)
    .where('private_jwk', '=', before)
    .execute()
}

function toMap(rows: readonly { key_id: string; count: number }[]): Map<string, number> {
  return new Map(rows.map(({ key_id, count }) => [key_id, count]))
}
