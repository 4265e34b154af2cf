import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'

import { limitPool } from './limited-pool.ts'
import type { OpenedDatabase } from './opened-database.ts'
import type { LatchkeyTables } from './tables.ts'
import { pgParsers } from './value-types.ts'

export interface PostgresOptions {
  url: string
  poolSize: number
  /** Milliseconds. */
  queryTimeout: number
  onError: (error: Error) => void
}

/** Connects when the first query needs it. */
export function openPostgres(options: PostgresOptions): OpenedDatabase {
  const { url, poolSize, queryTimeout, onError } = options
  const pool = new Pool({
    connectionString: url,
    application_name: 'latchkey',
    max: poolSize,
    connectionTimeoutMillis: queryTimeout,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: queryTimeout,
    // A transaction whose process stopped in the middle would keep its locks.
    idle_in_transaction_session_timeout: queryTimeout,
  })
  // The loss of an idle connection is reported twice; the listener on the client has told.
  pool.on('error', () => undefined)
  let isOpen = true
  const limited = limitPool(pool, {
    patience: queryTimeout + GRACE,
    types: pgParsers(types),
    onError: (error) => {
      // Connections part after the pool has; how they do it is of no interest.
      if (isOpen) onError(error)
    },
  })
  const db = new Kysely<LatchkeyTables>({ dialect: new PostgresDialect({ pool: limited }) })

  async function close() {
    isOpen = false
    await db.destroy()
    // Kysely leaves a pool alone that it never used.
    if (!pool.ending) await pool.end()
  }
  return { db, kind: 'postgres', close }
}

/** PostgreSQL tells that a statement took too long a little after its limit; leave that to it. */
const GRACE = 250
