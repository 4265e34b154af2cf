/** What a command sends, as one line of JSON. */
export interface ControlRequest {
  readonly command: string
  readonly args: readonly string[]
}

/** What it gets back: lines of JSON, the last of which has the exit code. */
export type ControlReply = { print: string } | { complain: string } | { code: number }

/** @throws {Error} when the line is something else */
export function readRequest(line: string): ControlRequest {
  const message: unknown = JSON.parse(line)
  if (
    typeof message === 'object' &&
    message !== null &&
    'command' in message &&
    typeof message.command === 'string' &&
    'args' in message &&
    isTexts(message.args)
  ) {
    return { command: message.command, args: message.args }
  }
  throw new Error('This is not a command')
}

/** @throws {Error} when the line is something else */
export function readReply(line: string): ControlReply {
  const message: unknown = JSON.parse(line)
  if (typeof message === 'object' && message !== null) {
    if ('print' in message && typeof message.print === 'string') return { print: message.print }
    if ('complain' in message && typeof message.complain === 'string') {
      return { complain: message.complain }
    }
    if ('code' in message && typeof message.code === 'number') return { code: message.code }
  }
  throw new Error('This is not the answer of a command')
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}
