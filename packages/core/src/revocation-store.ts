import {
  NOW,
  secondsFromNow,
  type Database,
  type LatchkeyTables,
  type Row,
} from '@latchkey/database'
import type { Revocation } from '@latchkey/http'
import { sql, type QueryCreator } from 'kysely'

/** PostgreSQL channel on which every entry is announced when its transaction commits. */
export const REVOCATION_CHANNEL = 'latchkey_revocations'

/** A revocation as it is kept. `seq` names it; it does not tell in which order entries commit. */
export interface RevocationEntry extends Revocation {
  readonly seq: number
}

/** The columns of an entry. */
export const ENTRY = ['seq', 'kind', 'subject', 'up_to', 'effect', 'expires_at'] as const

type EntryRow = Pick<Row<'revocations'>, (typeof ENTRY)[number]>

/**
 * Runs a statement that calls the entries it inserts `entered`, and announces them on the channel.
 *
 * @returns the entries
 */
export async function announceEntered(
  statement: QueryCreator<LatchkeyTables & { entered: EntryRow }>,
): Promise<RevocationEntry[]> {
  const rows = await statement.selectFrom('entered').select(ENTRY).select(ANNOUNCEMENT).execute()
  return rows.map(toEntry)
}

/** The announcement carries the whole entry, so nobody has to ask for it. */
const ANNOUNCEMENT = sql<null>`pg_notify(${sql.lit(REVOCATION_CHANNEL)}, json_build_object(
  'seq', seq, 'kind', kind, 'subject', subject, 'upTo', up_to, 'effect', effect,
  'expiresAt', extract(epoch from expires_at) * 1000)::text)`.as('announced')

/** What happened to a signing key. */
export interface SigningKeyChange {
  readonly kid: string
  /** `stale`: read the keys again; `revoked`: whatever this one signed is not trusted any more. */
  readonly effect: Revocation['effect']
  /** Seconds after which nobody needs to hear of it. */
  readonly lifetime: number
}

/** Announces a change of the signing keys. Run it in the transaction that makes the change. */
export async function announceSigningKey(
  db: Database,
  { kid, effect, lifetime }: SigningKeyChange,
): Promise<void> {
  const expires_at = secondsFromNow(lifetime)
  await announceEntered(
    db.with('entered', (cte) =>
      cte
        .insertInto('revocations')
        .values({ kind: 'signing_key', subject: kid, effect, expires_at })
        .returning(ENTRY),
    ),
  )
}

/** An entry as it is read. */
export interface StoredRevocation {
  readonly entry: RevocationEntry
  /** Milliseconds since the transaction began that made it. */
  readonly age: number
}

/** Every entry that a living credential can still be affected by, of those numbered above `after`. */
export async function listLiveRevocations(db: Database, after = 0): Promise<StoredRevocation[]> {
  const rows = await db
    .selectFrom('revocations')
    .select(ENTRY)
    .select(sql<number>`(extract(epoch from ${NOW} - created_at) * 1000)::float8`.as('age'))
    .where('seq', '>', after)
    .where('expires_at', '>', NOW)
    .execute()
  return rows.map((row) => ({ entry: toEntry(row), age: row.age }))
}

/** Deletes entries that affect nothing any more. Any number of processes may do it at once. */
export async function deleteExpiredRevocations(db: Database): Promise<void> {
  for (let deleted = BATCH; deleted === BATCH;) {
    const { numDeletedRows } = await db
      .deleteFrom('revocations')
      .where('seq', 'in', (eb) =>
        eb
          .selectFrom('revocations')
          .select('seq')
          .where('expires_at', '<=', NOW)
          .limit(BATCH)
          .forUpdate()
          .skipLocked(),
      )
      .executeTakeFirst()
    deleted = Number(numDeletedRows)
  }
}

/** Few enough that one statement stays within its time limit. */
const BATCH = 5_000

function toEntry({ seq, kind, subject, up_to, effect, expires_at }: EntryRow): RevocationEntry {
  return { seq, kind, subject, upTo: up_to ?? 0, effect, expiresAt: expires_at.getTime() }
}
