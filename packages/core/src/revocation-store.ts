import type { Database } from '@latchkey/database'
import type { Revocation } from '@latchkey/http'
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { LatchkeyTables } from '@latchkey/database'

/** PostgreSQL channel on which every entry is announced when its transaction commits. */
export const REVOCATION_CHANNEL = 'latchkey_revocations'

/** A revocation as it is kept. `seq` names it; it does not tell in which order entries commit. */
export interface RevocationEntry extends Revocation {
  readonly seq: number
}

/** Which live sessions are meant: one, all of a user, or all of a user but one. */
export interface SessionSelection {
  readonly sessionId?: string
  readonly userId?: string
  readonly exceptSessionId?: string
}

export interface Ending {
  /** For the row of the session: a word such as `signed_out`. */
  readonly reason: string
  /** Seconds that an access token of the sessions can still live at most. */
  readonly lifetime: number
}

/**
 * Ends sessions and announces it, in one statement: whoever sees that they ended, sees the entries
 * too. Inside a transaction, both become visible when it commits.
 *
 * @returns an entry for each session that was alive. Add them to the revocation set of this process
 *   once the transaction has committed; the others learn of them by themselves.
 */
export async function endSessions(
  db: Database,
  selection: SessionSelection,
  { reason, lifetime }: Ending,
): Promise<RevocationEntry[]> {
  const rows = await db
    .with('affected', (cte) =>
      cte
        .updateTable('sessions')
        .set({ revoked_at: NOW, revoked_reason: reason })
        .where((eb) => matches(eb, selection))
        .where('revoked_at', 'is', null)
        .where(hasAccessTokens(lifetime))
        .returning(['id', 'generation']),
    )
    .with('entered', (cte) =>
      cte
        .insertInto('revocations')
        .columns(['kind', 'subject', 'up_to', 'effect', 'expires_at'])
        .expression((eb) => eb.selectFrom('affected').select(entryColumns('revoked', lifetime)))
        .returning(['seq', 'kind', 'subject', 'up_to', 'effect', 'expires_at']),
    )
    .selectFrom('entered')
    .selectAll()
    .select(ANNOUNCEMENT)
    .execute()
  return rows.map(toEntry)
}

/** What a change of a user makes of his live sessions: copies of the row, which the tokens repeat. */
export interface SessionCopies {
  readonly role?: string
  readonly status?: 'active' | 'disabled'
}

/**
 * Writes the copies that sessions keep of their user, and makes every access token that repeats the
 * old ones stale: the next refresh brings the new ones.
 *
 * @param lifetime seconds that an access token of the sessions can still live at most
 * @returns entries, as `endSessions` does
 */
export async function changeSessions(
  db: Database,
  userId: string,
  copies: SessionCopies,
  lifetime: number,
): Promise<RevocationEntry[]> {
  const rows = await db
    .with('affected', (cte) =>
      cte
        .updateTable('sessions')
        .set(copies)
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null)
        .where(hasAccessTokens(lifetime))
        .returning(['id', 'generation']),
    )
    .with('entered', (cte) =>
      cte
        .insertInto('revocations')
        .columns(['kind', 'subject', 'up_to', 'effect', 'expires_at'])
        .expression((eb) => eb.selectFrom('affected').select(entryColumns('stale', lifetime)))
        .returning(['seq', 'kind', 'subject', 'up_to', 'effect', 'expires_at']),
    )
    .selectFrom('entered')
    .selectAll()
    .select(ANNOUNCEMENT)
    .execute()
  return rows.map(toEntry)
}

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
  await db
    .with('entered', (cte) =>
      cte
        .insertInto('revocations')
        .values({
          kind: 'signing_key',
          subject: kid,
          effect,
          expires_at: sql<Date>`now() + make_interval(secs => ${lifetime})`,
        })
        .returning(['seq', 'kind', 'subject', 'up_to', 'effect', 'expires_at']),
    )
    .selectFrom('entered')
    .select(ANNOUNCEMENT)
    .execute()
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
    .select(['seq', 'kind', 'subject', 'up_to', 'effect', 'expires_at'])
    .select(sql<number>`(extract(epoch from now() - created_at) * 1000)::float8`.as('age'))
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

const NOW = sql<Date>`now()`

/** The announcement carries the whole entry, so nobody has to ask for it. */
const ANNOUNCEMENT = sql<null>`pg_notify(${sql.lit(REVOCATION_CHANNEL)}, json_build_object(
  'seq', seq, 'kind', kind, 'subject', subject, 'upTo', up_to, 'effect', effect,
  'expiresAt', extract(epoch from expires_at) * 1000)::text)`.as('announced')

/** Access tokens may outlive their session: it matters until the last of them has expired. */
function hasAccessTokens(lifetime: number) {
  return sql<SqlBool>`idle_expires_at > now() - make_interval(secs => ${lifetime})`
}

function entryColumns(effect: Revocation['effect'], lifetime: number) {
  return [
    sql<'session'>`'session'`.as('kind'),
    sql<string>`affected.id::text`.as('subject'),
    sql<number>`affected.generation`.as('up_to'),
    sql<Revocation['effect']>`${effect}::text`.as('effect'),
    sql<Date>`now() + make_interval(secs => ${lifetime})`.as('expires_at'),
  ] as const
}

function matches(eb: ExpressionBuilder<LatchkeyTables, 'sessions'>, selection: SessionSelection) {
  const { sessionId, userId, exceptSessionId } = selection
  return eb.and([
    // A selection that names nothing must not mean everybody.
    sessionId === undefined && userId === undefined ? sql<SqlBool>`false` : sql<SqlBool>`true`,
    ...(sessionId === undefined ? [] : [eb('id', '=', sessionId)]),
    ...(userId === undefined ? [] : [eb('user_id', '=', userId)]),
    ...(exceptSessionId === undefined ? [] : [eb('id', '!=', exceptSessionId)]),
  ])
}

interface EntryRow {
  seq: number
  kind: Revocation['kind']
  subject: string
  up_to: number | null
  effect: Revocation['effect']
  expires_at: Date
}

function toEntry({ seq, kind, subject, up_to, effect, expires_at }: EntryRow): RevocationEntry {
  return { seq, kind, subject, upTo: up_to ?? 0, effect, expiresAt: expires_at.getTime() }
}
