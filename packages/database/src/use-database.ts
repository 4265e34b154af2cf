import { Kysely, PostgresDialect, sql } from 'kysely'

import type { Listen } from './channel.ts'
import { listenOn } from './client-channel.ts'
import { limitPool, type PgPool } from './limited-pool.ts'
import type { OpenedDatabase } from './opened-database.ts'
import type { Database, LatchkeyTables } from './tables.ts'
import { pgParsers } from './value-types.ts'

export interface HostDatabaseOptions {
  /** Milliseconds without an answer after which a connection of the pool is given up. Default: 1500. */
  queryTimeout?: number | undefined
  /** Told once for every connection that is lost, in use or idle. */
  onError: (error: Error) => void
}

/**
 * Uses the database of the application that Latchkey is a part of. It stays the application's:
 * closing the result ends no connection.
 *
 * A pool is preferred: hot statements are sent under their names, values are read as Latchkey
 * expects, and messages are heard, for which one connection of the pool is kept until the channel is
 * closed. A pool of one connection keeps it for queries. Until the result is closed, the loss of an
 * idle connection does not end the process of a host that has no listener for errors.
 *
 * A Kysely is used as it is, without its plugins, and must be PostgreSQL or PGlite. Tables are found through the `search_path` of the connections.
 *
 * @throws {TypeError} when queries answer other JavaScript types than Latchkey expects. This costs
 * one query.
 */
export async function useDatabase(
  host: PgPool | Database,
  { queryTimeout: patience = 1_500, onError }: HostDatabaseOptions,
): Promise<OpenedDatabase> {
  if ('selectFrom' in host) {
    const db = host.withoutPlugins()
    await expectTypes(db)
    const hasOneConnection = !db.getExecutor().adapter.supportsMultipleConnections
    return { db, kind: hasOneConnection ? 'pglite' : 'postgres', close }
  }
  const { types } = await import('pg')
  const pool = limitPool(host, { patience, types: pgParsers(types), onError })
  const db = new Kysely<LatchkeyTables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await expectTypes(db)
  } catch (error) {
    pool.leave()
    throw error
  }
  const listen = hasRoom(host) ? listenInPool(host, patience) : undefined
  return { db, kind: 'postgres', listen, close: async () => pool.leave() }
}

/** What the host opened, the host closes. */
async function close(): Promise<void> {}

function listenInPool(pool: PgPool, patience: number): Listen {
  return async (name, listener) => {
    const client = await pool.connect()
    // It may still listen to this and that, so nobody else gets it.
    const cut = () => client.release(true)
    return listenOn(client, name, listener, { patience, cut, release: async () => cut() })
  }
}

/** Whether queries still find a connection when one is kept. */
function hasRoom({ options }: PgPool): boolean {
  return !('max' in options && typeof options.max === 'number' && options.max < 2)
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
