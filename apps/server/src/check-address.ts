import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Listens for a moment, to learn early whether it will be possible.
 *
 * @throws the error of the system: the port is taken, or the host is not of this machine
 */
export async function checkAddress(host: string, port: number): Promise<void> {
  const server = createServer()
  await once(server.listen({ host, port }), 'listening')
  const closed = once(server, 'close')
  server.close()
  await closed
}
