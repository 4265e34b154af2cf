import { sql } from 'kysely'

import { LIFT_LIMITS, RESTORE_LIMITS } from './limited-pool.ts'
import type { Database } from './tables.ts'

/** Does work that may take long, on a connection that has no time limits meanwhile. */
export async function withoutTimeLimits<T>(
  db: Database,
  work: (connection: Database) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql.raw(LIFT_LIMITS).execute(connection)
    try {
      return await work(connection)
    } finally {
      // Fails only if the connection is lost, and then the error that matters is on its way.
      await sql
        .raw(RESTORE_LIMITS)
        .execute(connection)
        .catch(() => undefined)
    }
  })
}
