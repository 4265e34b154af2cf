import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'

import { PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemCode } from '@latchkey/contracts'

/**
 * Answers what Node refuses before there is a request: headers that are too large or too slow, and
 * bytes that are not HTTP. For the option `clientErrorHandler` of Fastify.
 *
 * @param publicUrl where the pages of the problem codes are
 */
export function createClientErrorHandler(publicUrl: () => string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const code = CODES[error.code ?? ''] ?? 'INVALID_REQUEST'
    const { status, title } = PROBLEMS[code]
    const body = JSON.stringify({
      type: `${publicUrl()}/errors/${code}`,
      title,
      status,
      code,
      requestId: randomUUID(),
    })
    socket.end(
      [
        `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`,
        `content-type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
        `content-length: ${Buffer.byteLength(body)}`,
        'cache-control: no-store',
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    )
  }
}

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'REQUEST_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}
