import { createServer, connect, type Socket } from 'node:net'

import { openDatabase, type OpenedDatabase } from '@latchkey/database'

/** A database that can be made to hang, as a frozen host or a lost network does. */
export interface FreezableDatabase extends OpenedDatabase {
  /** From now on nothing passes in either direction, and no connection ends. */
  freeze(): void
}

/** Reaches the database of `url` through a connection that can be frozen. */
export async function openFreezable(url: string): Promise<FreezableDatabase> {
  const target = new URL(url)
  const { hostname: host, port } = target
  const sockets = new Set<Socket>()
  let isFrozen = false
  const proxy = createServer((client) => {
    const server = connect({ host, port: Number(port) })
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => undefined)
      from.on('data', (chunk) => isFrozen || to.write(chunk))
      from.on('close', () => isFrozen || to.destroy())
    }
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  proxy.listen(0, '127.0.0.1', resolve)
  await listening
  const address = proxy.address()
  if (typeof address !== 'object' || !address) throw new Error('the proxy has no port')

  target.host = `127.0.0.1:${address.port}`
  const database = await openDatabase({
    url: target.href,
    dataDir: '',
    queryTimeout: 1_000,
    onError: () => undefined,
  })
  return {
    ...database,
    freeze() {
      isFrozen = true
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await database.close()
    },
  }
}
