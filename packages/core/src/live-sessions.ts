import type { Database, DatabaseTransaction } from '@latchkey/database'
import { CLOCK_TOLERANCE, type RevocationSet } from '@latchkey/http'

import {
  changeSessions,
  endSessions,
  type SessionCopies,
  type SessionSelection,
} from './live-session-store.ts'
import type { RevocationEntry } from './revocation-store.ts'

/** What may befall sessions while there are access tokens that know nothing of it. */
export interface SessionChanges {
  /**
   * Ends sessions, their access tokens included.
   *
   * @param reason for the rows: a word such as `signed_out`
   * @returns how many were alive
   */
  end(selection: SessionSelection, reason: string): Promise<number>
  /**
   * Writes the copies that the sessions of a user keep of him. Access tokens that repeat the old ones
   * are stale from then on: the next refresh brings the new ones.
   */
  change(userId: string, copies: SessionCopies): Promise<void>
}

/**
 * Sessions that can be refreshed, or were lately enough that an access token may be left. This
 * process knows of a change when the call resolves, the others learn of it by themselves.
 */
export interface LiveSessions extends SessionChanges {
  /**
   * Runs `work` in a transaction. What it does with `changes` becomes visible, and is known here,
   * when the transaction has committed, and never happened if it has not.
   */
  inTransaction<T>(
    work: (trx: DatabaseTransaction, changes: SessionChanges) => Promise<T>,
  ): Promise<T>
}

export interface LiveSessionsOptions {
  db: Database
  /** What this process knows to be revoked. */
  revocations: Pick<RevocationSet, 'add'>
  /** Seconds that an access token lives at most. */
  accessTokenLifetime: number
}

export function createLiveSessions(options: LiveSessionsOptions): LiveSessions {
  const { db, revocations, accessTokenLifetime } = options
  // An entry must outlive every access token that it is about.
  const lifetime = accessTokenLifetime + CLOCK_TOLERANCE

  function learn(entries: readonly RevocationEntry[]): void {
    for (const entry of entries) revocations.add(entry)
  }

  return {
    ...changesIn(db, lifetime, learn),
    async inTransaction(work) {
      const pending: RevocationEntry[] = []
      const result = await db.transaction().execute((trx) =>
        work(
          trx,
          changesIn(trx, lifetime, (made) => pending.push(...made)),
        ),
      )
      learn(pending)
      return result
    },
  }
}

function changesIn(
  db: Database,
  lifetime: number,
  onEntries: (entries: readonly RevocationEntry[]) => void,
): SessionChanges {
  return {
    async end(selection, reason) {
      const entries = await endSessions(db, selection, { reason, lifetime })
      onEntries(entries)
      return entries.length
    },
    async change(userId, copies) {
      onEntries(await changeSessions(db, userId, copies, lifetime))
    },
  }
}
