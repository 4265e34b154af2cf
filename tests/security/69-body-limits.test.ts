import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

import { expect } from 'vitest'

import { test } from '../harness.ts'
import {
  exchangeBytes,
  expectProblem,
  listen,
  open,
  parseAnswer,
  rawRequest,
  readToEnd,
} from './raw-http.ts'
import { pathOf, sampleBody, withBody } from './samples.ts'

const SIZE = 20_000_000
const BLOCK = Buffer.alloc(65_536, 'a')

/** Turns of the event loop, a few of which an answer takes. */
const TURNS = 10_000

/** The most that the process may grow by, in bytes; client and server are the same process here. */
const MAX_GROWTH = 50_000_000

test('69 20 MB are refused on sight, and the connection with them', async ({ app }) => {
  const port = await listen(app)
  const before = process.memoryUsage.rss()

  for (const operation of withBody.filter(({ security }) => security === 'public')) {
    for (const framing of [`Content-Length: ${SIZE}`, 'Transfer-Encoding: chunked']) {
      const { status, sent } = await flood(port, operation.method, pathOf(operation), framing)

      expect(status, `${operation.operationId} ${framing}`).toBe(413)
      expect(sent, `${operation.operationId} ${framing}`).toBeLessThan(SIZE)
    }
  }

  expect(process.memoryUsage.rss() - before).toBeLessThan(MAX_GROWTH)
})

// Guarantee: who is not let in does not make the server keep what he sends.
test('69 20 MB without a credential are not kept', async ({ app }) => {
  const port = await listen(app)
  const guarded = withBody.filter(({ security }) => security !== 'public')
  const floodAll = async () => {
    for (const operation of guarded) {
      const length = `Content-Length: ${SIZE}`
      const { status } = await flood(port, operation.method, pathOf(operation), length)

      expect(status, operation.operationId).toBe(401)
    }
  }

  // Once to get what busy connections need; what is kept would come on top of it every time.
  await floodAll()
  const before = process.memoryUsage.rss()
  await floodAll()

  expect(process.memoryUsage.rss() - before).toBeLessThan(MAX_GROWTH)
})

const EXCESSIVE: readonly (readonly [string, string, number])[] = [
  ['64 kB and a byte', `{"name":"${'a'.repeat(65_536 - 10)}"}`, 413],
  ['100,000 levels', '['.repeat(100_000), 413],
  ['60,000 levels of arrays', '['.repeat(60_000), 400],
  ['10,000 levels of objects', '{"a":'.repeat(10_000), 400],
  ['17 levels', `{"profile":${'['.repeat(16)}${']'.repeat(16)}}`, 400],
  ['100,000 members', members(100_000), 413],
  ['5,000 members', members(5000), 400],
  ['1,001 members', members(1001), 400],
  [
    '1,001 members in several objects',
    `{"profile":{"a":${members(500)},"b":${members(500)}}}`,
    400,
  ],
  ['20,000 empty objects', `[${'{},'.repeat(20_000)}{}]`, 400],
  ['a number of 60,000 digits', `{"profile":{"a":${'9'.repeat(60_000)}},"x":1}`, 400],
]

test('69 depth, number of members and size are bounded everywhere', async ({
  app,
  call,
  signUpAdmin,
}) => {
  const { accessToken } = await signUpAdmin()
  const before = process.memoryUsage.rss()

  for (const operation of withBody) {
    for (const [kind, body, status] of EXCESSIVE) {
      const response = await call(operation.method, pathOf(operation), { token: accessToken, body })

      expect(response.statusCode, `${operation.operationId}: ${kind}`).toBe(status)
    }
  }

  expect(process.memoryUsage.rss() - before).toBeLessThan(MAX_GROWTH)
  expect((await app.inject('/livez')).statusCode).toBe(200)
})

test('69 names that reach into objects of JavaScript are refused at any depth', async ({
  call,
  signUpAdmin,
}) => {
  const { accessToken: token } = await signUpAdmin()
  const names = ['__proto__', 'constructor', 'prototype', '\\u005f_proto__', '__prot\\u006f__']

  for (const operation of withBody) {
    for (const name of names) {
      const valid = JSON.stringify(sampleBody(operation.body)).slice(1, -1)
      const separator = valid === '' ? '' : ','
      const bodies = [
        `{"${name}":{"role":"admin"}${separator}${valid}}`,
        `{${valid}${separator}"profile":{"a":[{"${name}":{"role":"admin"}}]}}`,
      ]
      for (const body of bodies) {
        const response = await call(operation.method, pathOf(operation), { token, body })

        expect(response.statusCode, `${operation.operationId} ${body}`).toBe(400)
        expect(response.json().errors).toEqual([
          { pointer: '/body', message: 'uses a reserved member name' },
        ])
      }
    }
  }
  expect(Reflect.get({}, 'role')).toBeUndefined()
})

test('69 a profile is at most 8 kB', async ({ call, signUp }) => {
  const { accessToken: token } = await signUp()
  const update = (size: number) =>
    call('PATCH', '/api/auth/me', { token, body: { profile: { a: 'x'.repeat(size - 8) } } })

  const [fits, exceeds] = [await update(8192), await update(8193)]

  expect(fits.statusCode).toBe(200)
  expect(exceeds.statusCode).toBe(400)
  expect(exceeds.json().errors[0].pointer).toBe('/body/profile')
})

// Guarantee: what announces more than is allowed is refused before any of it is there.
test('69 the announced length is enough to be refused', async ({ app }) => {
  const port = await listen(app)
  const headers = ['Content-Type: application/json', 'Content-Length: 65537']

  const answer = await exchangeBytes(port, rawRequest('POST', '/api/auth/login', headers))

  expect(answer?.status).toBe(413)
  if (answer) expectProblem(answer)
})

/** Sends 20 MB, or as much as the server takes; tells how it answered and how much that was. */
async function flood(port: number, method: string, path: string, framing: string) {
  const socket = open(port)
  const received = readToEnd(socket)
  const { promise: answered, resolve: answer } = Promise.withResolvers<Buffer>()
  socket.once('data', answer)
  const isChunked = framing.startsWith('Transfer')
  const parts = isChunked ? [`${BLOCK.length.toString(16)}\r\n`, BLOCK, '\r\n'] : [BLOCK]
  const head = [`${method} ${path} HTTP/1.1`, 'Host: a', 'Content-Type: application/json', framing]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)

  let sent = 0
  for (let block = 1; sent < SIZE && !socket.destroyed; block += 1) {
    for (const part of parts) if (!socket.write(part)) await drained(socket)
    sent = block * BLOCK.length
    if (block === 2) await turnsUntilAnswered(socket)
  }
  if (isChunked && !socket.destroyed) socket.write('0\r\n\r\n')
  const first = await Promise.race([answered, received])
  socket.destroy()
  return { status: parseAnswer(first)?.status, sent }
}

/**
 * Who writes on while the server closes may lose its answer. The server is in this process: if it
 * has said nothing after so many turns, it wants more.
 */
async function turnsUntilAnswered(socket: Socket): Promise<void> {
  for (let turn = 0; turn < TURNS && socket.bytesRead === 0; turn += 1) await setImmediate()
}

/** Also when nobody reads any more. */
function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => resolve()
  if (socket.destroyed) done()
  socket.once('drain', done)
  socket.once('close', done)
  void promise.then(() => socket.off('drain', done).off('close', done))
  return promise
}

function members(count: number): string {
  return `{${Array.from({ length: count }, (_, index) => `"m${index}":1`).join()}}`
}
