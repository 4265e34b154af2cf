import {
  NOW,
  secondsAgo,
  secondsFromNow,
  type Database,
  type LatchkeyTables,
} from '@latchkey/database'
import type { Revocation } from '@latchkey/http'
import { sql, type ExpressionBuilder, type SqlBool, type UpdateObject } from 'kysely'

import { announceEntered, ENTRY, type RevocationEntry } from './revocation-store.ts'

/** Which live sessions are meant: one, all of a user, or all of a user but one. */
export interface SessionSelection {
  readonly sessionId?: string
  readonly userId?: string
  readonly exceptSessionId?: string
}

/** What a change of a user makes of his live sessions: copies of the row, which the tokens repeat. */
export interface SessionCopies {
  readonly role?: string
  readonly status?: 'active' | 'disabled'
}

/**
 * Ends sessions.
 *
 * @param lifetime seconds that an access token of the sessions can still live at most
 * @returns an entry for each session that was alive
 */
export async function endSessions(
  db: Database,
  selection: SessionSelection,
  { reason, lifetime }: { reason: string; lifetime: number },
): Promise<RevocationEntry[]> {
  const ended = { revoked_at: NOW, revoked_reason: reason }
  return updateSessions(db, selection, ended, { effect: 'revoked', lifetime })
}

/**
 * Writes the copies that sessions keep of their user, and makes every access token that repeats the
 * old ones stale.
 *
 * @param lifetime as for `endSessions`
 * @returns entries, as `endSessions` does
 */
export async function changeSessions(
  db: Database,
  userId: string,
  copies: SessionCopies,
  lifetime: number,
): Promise<RevocationEntry[]> {
  return updateSessions(db, { userId }, copies, { effect: 'stale', lifetime })
}

/**
 * Updates sessions and announces it, in one statement: whoever sees the change, sees the entries
 * too. Inside a transaction, both become visible when it commits.
 */
async function updateSessions(
  db: Database,
  selection: SessionSelection,
  change: UpdateObject<LatchkeyTables, 'sessions'>,
  { effect, lifetime }: { effect: Revocation['effect']; lifetime: number },
): Promise<RevocationEntry[]> {
  return announceEntered(
    db
      .with('affected', (cte) =>
        cte
          .updateTable('sessions')
          .set(change)
          .where((eb) => matches(eb, selection))
          .where('revoked_at', 'is', null)
          // Access tokens may outlive their session: it matters until the last of them has expired.
          .where('idle_expires_at', '>', secondsAgo(lifetime))
          .returning(['id', 'generation']),
      )
      .with('entered', (cte) =>
        cte
          .insertInto('revocations')
          .columns(['kind', 'subject', 'up_to', 'effect', 'expires_at'])
          .expression((eb) =>
            eb
              .selectFrom('affected')
              .select([
                sql<'session'>`'session'`.as('kind'),
                sql<string>`affected.id::text`.as('subject'),
                'affected.generation as up_to',
                sql<Revocation['effect']>`${effect}::text`.as('effect'),
                secondsFromNow(lifetime).as('expires_at'),
              ]),
          )
          .returning(ENTRY),
      ),
  )
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
