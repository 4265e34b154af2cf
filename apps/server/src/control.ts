import { rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

import type { Output } from './cli/output.ts'
import { readRequest, type ControlReply, type ControlRequest } from './control-messages.ts'

export type Execute = (request: ControlRequest, output: Output) => Promise<number>

export interface ControlSocket {
  close(): Promise<void>
}

/**
 * Lets commands of the same user run in this process, which holds the embedded database. The socket
 * has mode 0600 from the moment it exists. The caller owns the data folder, so whatever is at `path`
 * was left behind and is replaced.
 */
export async function openControlSocket(path: string, execute: Execute): Promise<ControlSocket> {
  const connections = new Set<Socket>()
  const server = createServer((socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    // A command that was interrupted; its connection is closed, which is all there is to do.
    socket.on('error', () => socket.destroy())
    void serve(socket, execute)
  })

  rmSync(path, { force: true })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('listening', resolve).once('error', reject)
  const mask = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(mask)
  }
  await promise

  return {
    async close() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      for (const socket of connections) socket.destroy()
      await closed.promise
    },
  }
}

async function serve(socket: Socket, execute: Execute): Promise<void> {
  const send = (reply: ControlReply) => void socket.write(`${JSON.stringify(reply)}\n`)
  const output: Output = {
    print: (line) => send({ print: line }),
    complain: (line) => send({ complain: line }),
  }
  try {
    for await (const line of createInterface({ input: socket })) {
      send({ code: await execute(readRequest(line), output) })
      break
    }
  } catch (error) {
    output.complain(error instanceof Error ? error.message : String(error))
    send({ code: 1 })
  }
  socket.end()
}
