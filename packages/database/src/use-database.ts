import { Kysely, PostgresDialect, sql } from 'kysely'

import { limitPool, type PgPool } from './limited-pool.ts'
import type { OpenedDatabase } from './opened-database.ts'
import type { Database, LatchkeyTables } from './tables.ts'
import { pgParsers } from './value-types.ts'

export interface HostDatabaseOptions {
  /** Milliseconds without an answer after which a connection of the pool is given up. Default: 1500. */
  queryTimeout?: number | undefined
  /** Told when a connection is lost while it is in use. */
  onError: (error: Error) => void
}

/**
 * Uses the database of the application that Latchkey is a part of. It stays the application's:
 * closing the result does nothing.
 *
 * A pool is preferred: hot statements are sent under their names and values are read as Latchkey
 * expects. A Kysely is used as it is, without its plugins, and must be PostgreSQL or PGlite.
 * Tables are found through the `search_path` of the connections.
 *
 * @throws {TypeError} when queries answer other JavaScript types than Latchkey expects. This costs
 * one query.
 */
export async function useDatabase(
  host: PgPool | Database,
  options: HostDatabaseOptions,
): Promise<OpenedDatabase> {
  const db = 'selectFrom' in host ? host.withoutPlugins() : await onPool(host, options)
  await expectTypes(db)
  const hasOneConnection = !db.getExecutor().adapter.supportsMultipleConnections
  return { db, kind: hasOneConnection ? 'pglite' : 'postgres', close: async () => undefined }
}

async function onPool(
  pool: PgPool,
  { queryTimeout = 1_500, onError }: HostDatabaseOptions,
): Promise<Database> {
  const { types } = await import('pg')
  const limited = limitPool(pool, { patience: queryTimeout, types: pgParsers(types), onError })
  return new Kysely<LatchkeyTables>({ dialect: new PostgresDialect({ pool: limited }) })
}

/** Applications can change how a driver reads values, for themselves and for everybody. */
async function expectTypes(db: Database): Promise<void> {
  const { rows } = await sql<Record<string, unknown>>`
    select 1::int8 as int8, now() as timestamptz, '\\x00'::bytea as bytea, '{}'::jsonb as jsonb
  `.execute(db)
  const { int8, timestamptz, bytea, jsonb } = rows[0] ?? {}
  const wrong = [
    typeof int8 !== 'number' && 'int8 as a number',
    !(timestamptz instanceof Date) && 'timestamptz as a Date',
    !Buffer.isBuffer(bytea) && 'bytea as a Buffer',
    (typeof jsonb !== 'object' || jsonb === null) && 'jsonb as an object',
  ].filter((expected) => expected !== false)
  if (wrong.length > 0) {
    throw new TypeError(`The database must read ${wrong.join(', ')}. Pass the pg.Pool instead.`)
  }
}
