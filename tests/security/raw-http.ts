import { connect, type Socket } from 'node:net'

import { PROBLEM_MEDIA_TYPE, PROBLEMS } from '@latchkey/contracts'
import type { FastifyInstance } from 'fastify'
import { expect, onTestFinished } from 'vitest'

import { PUBLIC_URL } from '../harness.ts'

/** What came back on a connection; `undefined` when it was closed without an answer. */
export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Listens on a free port of this machine; returns the port. */
export async function listen(app: FastifyInstance): Promise<number> {
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return Number(new URL(url).port)
}

/** A connection; it ends with the test at the latest. */
export function open(port: number): Socket {
  // Half open, so that bytes that are incomplete can be ended and still be answered.
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  onTestFinished(() => {
    socket.destroy()
  })
  return socket
}

/** Sends a complete request as it is written, and reads until the server closes. */
export async function exchange(port: number, request: string): Promise<RawAnswer | undefined> {
  const socket = open(port)
  socket.write(Buffer.from(request, 'latin1'))
  return parseAnswer(await readToEnd(socket))
}

/** Sends bytes that may be no request at all, and says that there are no more. */
export async function exchangeBytes(
  port: number,
  bytes: string | Buffer,
): Promise<RawAnswer | undefined> {
  const socket = open(port)
  socket.end(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  return parseAnswer(await readToEnd(socket))
}

/** Everything the server sends until the connection ends, however it does. */
export function readToEnd(socket: Socket): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('end', () => socket.end())
  // A reset is one of the ways in which a server ends a connection.
  socket.on('error', () => undefined)
  socket.on('close', () => resolve(Buffer.concat(chunks)))
  return promise
}

/** The last answer in what was received: interim ones (100) come before it. */
export function parseAnswer(received: Buffer): RawAnswer | undefined {
  const text = received.toString('utf8').replace(/^(?:HTTP\/1\.1 1\d\d[^]*?\r\n\r\n)+/, '')
  if (text === '') return undefined
  const [head = '', body = ''] = text.split(/\r\n\r\n([^]*)/)
  const [statusLine = '', ...lines] = head.split('\r\n')
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(lines.map(toHeader)),
    body,
  }
}

/** A complete request, in Latin-1. The connection ends with its answer. */
export function rawRequest(
  method: string,
  target: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const fixed = ['Host: 127.0.0.1', 'Connection: close']
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]
  return [`${method} ${target} HTTP/1.1`, ...fixed, ...headers, ...length, '', body].join('\r\n')
}

/** Holds a refusal against the one form that all of them have. */
export function expectProblem({ status, headers, body }: RawAnswer): void {
  const known = new Map<string, { status: number; title: string }>(Object.entries(PROBLEMS))
  const document: unknown = JSON.parse(body)
  const code =
    typeof document === 'object' && document && 'code' in document ? String(document.code) : ''

  expect(headers.get('content-type')).toBe(`${PROBLEM_MEDIA_TYPE}; charset=utf-8`)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)))
  expect(document).toMatchObject({
    type: `${PUBLIC_URL}/errors/${code}`,
    title: known.get(code)?.title,
    status,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  // One code stands for a request line and for headers that are too long.
  expect(status === 414 ? 431 : status).toBe(known.get(code)?.status)
}

function toHeader(line: string): readonly [string, string] {
  const [name = '', value = ''] = line.split(/: ?([^]*)/)
  return [name.toLowerCase(), value]
}
