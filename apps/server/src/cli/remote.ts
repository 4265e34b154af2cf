import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

import { readReply, type ControlRequest } from '../control-messages.ts'
import type { Output } from './output.ts'

/**
 * Has the server behind the control socket run a command.
 *
 * @returns the exit code of the command; 1 when nobody answers or the answer breaks off
 */
export async function runRemotely(
  { pid, socket: path }: { readonly pid: number; readonly socket: string },
  request: ControlRequest,
  output: Output,
): Promise<number> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    // Whatever breaks the connection ends the loop below.
    socket.on('error', () => socket.destroy())
    socket.write(`${JSON.stringify(request)}\n`)
    for await (const line of createInterface({ input: socket })) {
      const reply = readReply(line)
      if ('code' in reply) return reply.code
      if ('print' in reply) output.print(reply.print)
      else output.complain(reply.complain)
    }
    output.complain(`Process ${pid} stopped before the command was done`)
  } catch {
    output.complain(
      `Process ${pid} has the database open but takes no commands: it is starting, stopping or ` +
        'an application of yours. Try again, or stop it first.',
    )
  } finally {
    socket.destroy()
  }
  return 1
}
