import { Socket } from 'node:net'

import { Kysely, PostgresDialect } from 'kysely'
import { Client, Pool, types } from 'pg'

import type { Channel, Listen } from './channel.ts'
import { listenOn } from './client-channel.ts'
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
    idle_in_transaction_session_timeout: 2 * queryTimeout,
  })
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
  const channels = new Set<Channel>()

  const listen: Listen = async (name, listener) => {
    if (!isOpen) throw new Error('driver has already been destroyed')
    const channel = await listenTo(options, name, {
      onMessage: listener.onMessage,
      onLost(error) {
        if (channel) channels.delete(channel)
        listener.onLost(error)
      },
    })
    if (channel) channels.add(channel)
    if (!isOpen) await channel?.close()
    return channel
  }

  async function close() {
    if (!isOpen) return
    isOpen = false
    await Promise.all(Array.from(channels, (channel) => channel.close()))
    await db.destroy()
    // Kysely leaves a pool alone that it never used.
    if (!pool.ending) await pool.end()
  }
  return { db, kind: 'postgres', listen, close }
}

/** A connection of its own, so that neither waits for the other: messages and queries. */
async function listenTo(
  { url, queryTimeout }: PostgresOptions,
  ...[name, listener]: Parameters<Listen>
): Promise<Channel | undefined> {
  const patience = queryTimeout + GRACE
  const socket = new Socket()
  const client = new Client({
    connectionString: url,
    application_name: 'latchkey-listen',
    connectionTimeoutMillis: queryTimeout,
    keepAlive: true,
    stream: () => socket,
  })
  // Until the channel listens for errors: the one that matters rejects `connect`.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    socket.destroy()
    throw error
  }
  return listenOn(client, name, listener, {
    patience,
    cut: () => void socket.destroy(),
    async release() {
      // A frozen server says no farewell.
      const timer = setTimeout(() => socket.destroy(), patience)
      await client.end()
      clearTimeout(timer)
    },
  })
}

/** PostgreSQL tells that a statement took too long a little after its limit; leave that to it. */
const GRACE = 250
