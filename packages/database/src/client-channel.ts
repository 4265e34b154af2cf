import type { PostgresQueryResult } from 'kysely'

import type { Channel, ChannelListener } from './channel.ts'
import type { PgNotification } from './limited-pool.ts'

/** What a channel needs of a `pg` client, on which nobody else runs queries. */
export interface ListeningClient {
  query<R>(config: {
    readonly text: string
    readonly values: readonly unknown[]
  }): Promise<PostgresQueryResult<R>>
  on(event: 'notification', listener: (message: PgNotification) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
}

export interface ClientUse {
  /** Milliseconds without an answer after which the connection is given up. */
  patience: number
  /** Cuts the connection, whatever state it is in: what waits for an answer fails. */
  cut: () => void
  /** Parts from a connection that works. */
  release: () => Promise<void>
}

/** Listens on a connected client. It is given back when this fails or answers `undefined`. */
export async function listenOn(
  client: ListeningClient,
  channel: string,
  { onMessage, onLost }: ChannelListener,
  { patience, cut, release }: ClientUse,
): Promise<Channel | undefined> {
  let isOpen = false
  let isOver = false

  /** False when the connection is given up already. */
  function end(): boolean {
    if (isOver) return false
    isOver = true
    return true
  }

  function lose(error: Error): void {
    if (!end()) return
    cut()
    if (isOpen) onLost(error)
  }

  async function ask<R>(text: string): Promise<R[]> {
    const timer = setTimeout(() => lose(new Error(NO_ANSWER)), patience).unref()
    try {
      return (await client.query<R>({ text, values: [] })).rows
    } finally {
      clearTimeout(timer)
    }
  }

  async function close(): Promise<void> {
    if (end()) await release()
  }

  async function ping(): Promise<void> {
    if (isOver) throw new Error('Connection terminated')
    await ask('select 1')
  }

  client.on('error', lose)
  client.on('end', () => lose(new Error('Connection terminated')))
  client.on('notification', (message) => {
    if (!isOver && message.channel === channel) onMessage(message.payload ?? '')
  })
  try {
    const [backend] = await ask<{ pid: number }>('select pg_backend_pid() as pid')
    if (backend?.pid !== processOf(client)) {
      await close()
      return undefined
    }
    await ask(`listen "${channel}"`)
  } catch (error) {
    if (end()) cut()
    throw error
  }
  isOpen = true
  return { ping, close }
}

const NO_ANSWER = 'Connection terminated: the database did not answer'

/**
 * The process that PostgreSQL said would serve the connection. A pooler says something else, since
 * it does not know who will serve what.
 */
function processOf(client: object): unknown {
  return 'processID' in client ? client.processID : undefined
}
