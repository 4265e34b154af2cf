import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** The message with the process and its secret (PostgreSQL, 54.7, BackendKeyData). */
const BACKEND_KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12])

export interface Pooler {
  readonly url: string
  stop(): void
}

/**
 * Stands before a database as a pooler does: clients are told another process than the one that
 * serves them.
 */
export async function startPooler(databaseUrl: string): Promise<Pooler> {
  const url = new URL(databaseUrl)
  const { hostname: host, port } = url
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const database = connect({ host, port: Number(port) })
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    client.pipe(database)
    database.on('data', (chunk) => client.write(disguise(chunk)))
    database.on('close', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the pooler has no port')

  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function disguise(chunk: Buffer): Buffer {
  const start = chunk.indexOf(BACKEND_KEY_DATA)
  if (start === -1) return chunk
  const disguised = Buffer.from(chunk)
  disguised.writeInt32BE(1, start + BACKEND_KEY_DATA.length)
  return disguised
}
