import type { Database } from '@latchkey/database'
import { sql } from 'kysely'

/** Resolves once so many statements of other connections wait for rows that we hold. */
export async function waitingForLocks(db: Database, count: number): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length >= count) return
  }
}
