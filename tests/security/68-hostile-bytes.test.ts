import { operations } from '@latchkey/contracts'
import { expect } from 'vitest'

import { test } from '../harness.ts'
import { exchange, exchangeBytes, expectProblem, listen, rawRequest } from './raw-http.ts'
import { pathOf } from './samples.ts'

const HOST = 'Host: 127.0.0.1\r\nConnection: close\r\n'
const POST = `POST /api/auth/login HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`

/** What is not a request, or not one that everybody on the way would read in the same way. */
const MALFORMED: readonly (string | Buffer)[] = [
  '\r\n\r\n',
  'GET\r\n\r\n',
  'GET /\r\n\r\n',
  `GET  /livez HTTP/1.1\r\n${HOST}\r\n`,
  `GET /livez HTTP/1.1 \r\n${HOST}\r\n`,
  `GET /livez HTTP/9.9\r\n${HOST}\r\n`,
  `GET /livez HTTP\r\n${HOST}\r\n`,
  `GET /livez FTP/1.1\r\n${HOST}\r\n`,
  `get /livez HTTP/1.1\r\n${HOST}\r\n`,
  `FOO /livez HTTP/1.1\r\n${HOST}\r\n`,
  `${'A'.repeat(500)} /livez HTTP/1.1\r\n${HOST}\r\n`,
  `GET /liv\0ez HTTP/1.1\r\n${HOST}\r\n`,
  `GET /liv\u00ffez HTTP/1.1\r\n${HOST}\r\n`,
  `GET /liv ez HTTP/1.1\r\n${HOST}\r\n`,
  `GET livez HTTP/1.1\r\n${HOST}\r\n`,
  `GET /livez HTTP/1.1\n${HOST}\n`,
  `GET /livez HTTP/1.1\r\n${HOST}No colon here\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}: no name\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X : space\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST} X: leading space\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X: a\r\n folded\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X: a\u0001b\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X\u00ff: a\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X: a\rb\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}`,
  `POST /api/auth/login HTTP/1.1\r\nConnection: close\r\n\r\n`,
  `POST /api/auth/login HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`,
  `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  `${POST}Content-Length: 2, 3\r\n\r\n{}`,
  `${POST}Content-Length: -2\r\n\r\n{}`,
  `${POST}Content-Length: +2\r\n\r\n{}`,
  `${POST}Content-Length: 0x2\r\n\r\n{}`,
  `${POST}Content-Length: 2e0\r\n\r\n{}`,
  `${POST}Content-Length: 99999999999999999999\r\n\r\n{}`,
  `${POST}Content-Length: 200\r\n\r\n{}`,
  `${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: gzip\r\n\r\n{}`,
  `${POST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  `${POST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
  `${POST}Expect: everything\r\nContent-Length: 2\r\n\r\n{}`,
  `${POST}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`,
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  Buffer.from('16030100a5010000a10303', 'hex'),
  Buffer.from([0, 1, 2, 0xff, 0xfe]),
  Buffer.from('SSH-2.0-OpenSSH_9.9\r\n'),
  Buffer.from('\u0005\u0001\u0000', 'latin1'),
  'GET /livez HTTP/1.1\r\nHost: a\r\n\r\nGET /livez HTTP/1.1\r\n\0',
]

test('68 bytes that are no request are refused with a problem', async ({ app }) => {
  const port = await listen(app)

  for (const bytes of MALFORMED) {
    const shown = JSON.stringify(bytes.toString('latin1').slice(0, 120))
    const answer = await exchangeBytes(port, bytes)

    // A protocol of half a century ago has no headers and no version; Node still speaks it.
    const isRead = answer !== undefined && [200, 404].includes(answer.status)
    if (answer && !isRead) {
      expect(answer.status, shown).toBeGreaterThanOrEqual(400)
      expect(answer.status, shown).toBeLessThan(500)
      expectProblem(answer)
    }
  }
  expect((await exchange(port, rawRequest('GET', '/livez')))?.status).toBe(200)
})

test('68 no method but the declared one does anything', async ({ app, db, signUp }) => {
  const port = await listen(app)
  const { accessToken } = await signUp()
  const users = () => db.selectFrom('users').selectAll().execute()
  const before = await users()
  const declared = new Set(operations.map(({ method, url }) => `${method} ${url}`))
  const methods =
    'TRACE TRACK OPTIONS HEAD GET POST PUT PATCH DELETE PROPFIND MKCOL MOVE LOCK LINK PURGE QUERY SEARCH M-SEARCH SOURCE'.split(
      ' ',
    )

  for (const operation of operations) {
    const check = async (method: string) => {
      const isRead = method === 'HEAD' && declared.has(`GET ${operation.url}`)
      if (isRead || declared.has(`${method} ${operation.url}`)) return
      const headers = [`Authorization: Bearer ${accessToken}`]
      const answer = await exchange(
        port,
        rawRequest(method, pathOf(operation, 'NOT_FOUND'), headers),
      )
      const shown = `${method} ${operation.url}`

      expect([400, 405], shown).toContain(answer?.status)
      if (answer && method !== 'HEAD') expectProblem(answer)
      // Nothing of the request comes back: TRACE would tell a script what it cannot read.
      expect(answer?.body, shown).not.toContain(accessToken)
    }
    await Promise.all(methods.map(check))
  }
  expect(await users()).toEqual(before)
})

test('68 CONNECT opens no tunnel', async ({ app }) => {
  const port = await listen(app)

  for (const target of ['127.0.0.1:1', `127.0.0.1:${port}`, '/livez', '*']) {
    const answer = await exchangeBytes(
      port,
      `CONNECT ${target} HTTP/1.1\r\n${HOST}\r\nGET / HTTP/1.1\r\n\r\n`,
    )

    expect(answer === undefined || answer.status >= 400, target).toBe(true)
  }
  expect((await exchange(port, rawRequest('GET', '/livez')))?.status).toBe(200)
})

test('68 headers beyond any honest use are refused', async ({ app }) => {
  const port = await listen(app)
  const large = [
    [`X: ${'a'.repeat(16_384)}`],
    [`${'X'.repeat(16_384)}: a`],
    [`Cookie: ${'a=b; '.repeat(4000)}`],
    [`Authorization: Bearer ${'a'.repeat(1_000_000)}`],
    Array.from({ length: 5000 }, (_, index) => `X-${index}: a`),
    Array.from({ length: 5000 }, () => 'a:b'),
  ]

  for (const headers of large) {
    const answer = await exchange(port, rawRequest('GET', '/api/auth/me', headers))

    expect(answer?.status, headers[0]?.slice(0, 40)).toBe(431)
    if (answer) expectProblem(answer)
  }
})

test('68 no path is too strange', async ({ app }) => {
  const port = await listen(app)
  const targets = [
    '*',
    '//',
    '///',
    '/.',
    '/..',
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/..;/..;/etc/passwd',
    '/....//....//etc/passwd',
    '/\\..\\..\\windows',
    '/%00',
    '/%',
    '/%z',
    '/%zz',
    '/%ff',
    '/%c0%ae',
    '/%u0041',
    '/errors/%00',
    '/errors/%ff',
    '/errors/%',
    '/errors/__proto__',
    '/errors/constructor',
    '/errors/toString',
    '/errors/NOPE',
    `/errors/${'A'.repeat(64)}`,
    `/errors/${'A'.repeat(65)}`,
    `/errors/${'A'.repeat(5000)}`,
    '/errors/NOT_FOUND/..',
    '/errors/',
    '/errors',
    '/?',
    '/??',
    '/#',
    '/;',
    '/:',
    '/:code',
    '/*',
    '/{a}',
    '/[a]',
    '/^',
    '/|',
    '/"',
    "/'",
    '/<script>',
    '/.git/config',
    '/.env',
    '/api',
    '/api/',
    '/api/auth',
    '/api/auth/me/..',
    '/api/auth/me%2f..',
    '/livez?%',
    '/livez?%ff=%zz',
    '/livez?__proto__[a]=b',
    `/livez?${'a&'.repeat(5000)}`,
    `/livez?${'a[b]'.repeat(2000)}=c`,
    `/${'a/'.repeat(5000)}`,
    `/${'%41'.repeat(3000)}`,
    `/${'a'.repeat(30_000)}`,
    'http://evil.example/livez',
    'http://evil.example/../livez',
    'https://a:b@evil.example/api/auth/me',
    'ftp://evil.example/livez',
    'javascript:alert(1)',
    'evil.example:443',
  ]

  for (const target of targets) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await exchange(port, rawRequest(method, target))
      const shown = `${method} ${target.slice(0, 60)}`

      expect(answer?.status, shown).toBeLessThan(500)
      if (answer && answer.status >= 400) expectProblem(answer)
      expect(answer?.headers.get('location'), shown).toBeUndefined()
    }
  }
  expect((await exchange(port, rawRequest('GET', '/livez')))?.status).toBe(200)
})
