import { expect } from 'vitest'

import { test } from '../harness.ts'
import {
  exchange,
  expectProblem,
  listen,
  open,
  parseAnswer,
  rawRequest,
  readToEnd,
} from './raw-http.ts'

test('72 headers are there within 10 seconds and requests within 30, or not at all', ({ app }) => {
  const { headersTimeout, requestTimeout } = app.server
  // Node acts on its limits only as often as it looks.
  const interval = Number(Reflect.get(app.server, 'connectionsCheckingInterval'))

  expect(headersTimeout).toBeGreaterThan(0)
  expect(requestTimeout).toBeGreaterThan(0)
  expect(headersTimeout + interval).toBeLessThanOrEqual(10_000)
  expect(requestTimeout + interval).toBeLessThanOrEqual(30_000)
})

test.for([
  ['says nothing', ''],
  ['begins a request line', 'POST /api/au'],
  ['never ends its headers', 'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nX-A: b\r\n'],
  [
    'announces a body and sends none',
    'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n',
  ],
  [
    'never ends its body',
    'POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n',
  ],
] as const)('72 a client that %s is cut off', async ([, bytes], { app }) => {
  // The same limits, shorter: what they do does not depend on how long they are.
  Object.assign(app.server, {
    headersTimeout: 40,
    requestTimeout: 80,
    connectionsCheckingInterval: 10,
  })
  const port = await listen(app)
  const socket = open(port)
  const received = readToEnd(socket)

  socket.write(bytes)
  const meanwhile = await exchange(port, rawRequest('GET', '/livez'))
  const answer = parseAnswer(await received)

  expect(meanwhile?.status).toBe(200)
  expect(answer?.status).toBe(408)
  if (answer) expectProblem(answer)
})
