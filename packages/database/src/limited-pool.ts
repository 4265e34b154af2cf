import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'

import { statementName } from './hot.ts'
import type { TypeParsers } from './value-types.ts'

/** What this package uses of a `pg.Pool`, whoever created it. */
export interface PgPool {
  readonly options: object
  connect(): Promise<PgClient>
  on(event: 'error', listener: PoolListener): unknown
  off(event: 'error', listener: PoolListener): unknown
  end(): Promise<void>
}

/** Told when the pool loses a connection that nobody uses. */
type PoolListener = (error: Error, client: PgClient) => void

export interface PgClient {
  query<R>(config: PgQuery): Promise<PostgresQueryResult<R>>
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  on(event: 'notification', listener: (message: PgNotification) => void): unknown
  end(): Promise<void>
  release(destroy?: boolean): void
}

export interface PgNotification {
  readonly channel: string
  readonly payload?: string | undefined
}

export interface PgQuery {
  readonly name?: string
  readonly text: string
  readonly values: readonly unknown[]
  readonly types: TypeParsers
}

export interface PoolLimits {
  /** Milliseconds without an answer after which a connection is given up. */
  patience: number
  types: TypeParsers
  /** Told once for every connection that is lost. */
  onError: (error: Error) => void
}

/**
 * Run around work that may take long, on the connection that does it: between the two the
 * connection has no time limits, neither PostgreSQL's nor ours.
 */
export const LIFT_LIMITS = 'set statement_timeout = 0 /* latchkey: no limits */'
export const RESTORE_LIMITS = 'reset statement_timeout /* latchkey: limits */'

export interface LimitedPool extends PostgresPool {
  /** Hears no more of the pool, which goes on. */
  leave(): void
}

/** How many may wait for a connection: statements of a millisecond serve as many in no time. */
export const MAX_WAITING = 1_000

/**
 * A pool for Kysely that sends hot statements under their names, reads values by our own parsers,
 * gives up connections that do not answer, and survives the loss of any connection. While
 * `MAX_WAITING` others wait for a connection, it refuses at once, as PostgreSQL itself would.
 */
export function limitPool(pool: PgPool, limits: PoolLimits): LimitedPool {
  const known = new WeakMap<PgClient, PostgresPoolClient>()
  let waiting = 0

  // Without a listener, the loss of an idle connection would end the process. Of those that were
  // used here the listener on the client has told.
  const reportLoss: PoolListener = (error, client) => {
    if (!known.has(client)) limits.onError(error)
  }
  pool.on('error', reportLoss)

  async function takeClient(): Promise<PgClient> {
    if (waiting >= MAX_WAITING) {
      throw Object.assign(new Error('too many wait for a connection'), { code: TOO_MANY })
    }
    waiting += 1
    try {
      return await pool.connect()
    } finally {
      waiting -= 1
    }
  }

  return {
    options: pool.options,
    end: () => pool.end(),
    leave: () => void pool.off('error', reportLoss),
    connect: async () => {
      const client = await takeClient()
      const limited = known.get(client) ?? limitClient(client, limits)
      known.set(client, limited)
      return limited
    },
  }
}

/** `too_many_connections` in PostgreSQL, appendix A. */
const TOO_MANY = '53300'

function limitClient(client: PgClient, { patience, types, onError }: PoolLimits) {
  let isLost = false
  let isLimited = true

  // Without a listener, the loss of a connection in use would end the process. PostgreSQL may say
  // farewell before the connection breaks, which makes two errors of one loss.
  client.on('error', (error) => {
    if (!isLost) onError(error)
    isLost = true
  })

  async function run<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (text === LIFT_LIMITS) isLimited = false
    if (text === RESTORE_LIMITS) isLimited = true
    const name = statementName(text)
    const query = { ...(name && { name }), text, values, types }
    if (!isLimited) return client.query<R>(query)

    // Ending a client in the middle of a query destroys its socket: the query fails at once, and
    // the pool drops the client when it comes back.
    const timer = setTimeout(() => void client.end(), patience)
    try {
      return await client.query<R>(query)
    } finally {
      clearTimeout(timer)
    }
  }

  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new TypeError('cursors are not supported')
    return run<R>(text, values)
  }

  const limited: PostgresPoolClient = { query, release: (destroy) => client.release(destroy) }
  return limited
}
