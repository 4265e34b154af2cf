import { connect, createServer, type Socket } from 'node:net'

/** When a connection dies, seen from a statement that passes. */
export type Moment =
  /** The database never gets it. */
  | 'before'
  /** The database gets it; the answer is lost. */
  | 'sent'
  /** The database has answered; the answer is lost. */
  | 'answered'

export interface Interruption {
  /** Bytes of the statement, or of the name it is prepared under. */
  readonly statement: string
  readonly moment: Moment
}

/** A way to the database that can be cut where it hurts. */
export interface DatabaseProxy extends AsyncDisposable {
  readonly url: string
  /**
   * Waits for the next such statement. At that moment its connection falls silent; the rest of it
   * goes with `cut`, or with the process at its other end.
   */
  interrupt(interruption: Interruption): Promise<Silenced>
}

export interface Silenced {
  /** Breaks the connection: for whoever waits it is lost. */
  cut(): void
}

interface Watch extends Interruption {
  readonly silenced: (connection: Silenced) => void
}

export async function openProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let watch: Watch | undefined

  const proxy = createServer((client) => {
    const database = connect(Number(port), hostname)
    let isSilent = false
    let answering: Watch | undefined
    const fallSilent = ({ silenced }: Watch) => {
      isSilent = true
      silenced({ cut: () => client.destroy() })
    }

    client.on('data', (chunk) => {
      if (isSilent) return
      const hit = watch && chunk.includes(watch.statement) ? watch : undefined
      if (hit) watch = undefined
      if (hit?.moment === 'before') return fallSilent(hit)
      database.write(chunk)
      if (hit?.moment === 'sent') return fallSilent(hit)
      answering = hit
    })
    database.on('data', (chunk) => {
      if (isSilent) return
      if (answering) fallSilent(answering)
      else client.write(chunk)
    })
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        // What was written still arrives.
        other.end()
      })
    }
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  proxy.listen(0, '127.0.0.1', resolve)
  await listening
  const address = proxy.address()
  const url = new URL(databaseUrl)
  url.port = String(typeof address === 'object' && address ? address.port : 0)

  return {
    url: url.href,
    interrupt(interruption) {
      const { promise, resolve: silenced } = Promise.withResolvers<Silenced>()
      watch = { ...interruption, silenced }
      return promise
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}

/** The name under which the statement that rotates a refresh token is prepared. */
export const ROTATION = 'rotate-session'
/** The end of a transaction, in a message of its own. */
export const COMMIT = 'commit\0'
