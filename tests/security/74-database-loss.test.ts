import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { AuthResult, TokenResult } from '@latchkey/contracts'
import { createCommand, temporaryFolder, type RunningServer } from '@latchkey/testing'
import { startPostgres } from '@latchkey/testing/postgres'
import { Client } from 'pg'
import { describe, expect, test as base } from 'vitest'

import { PASSWORD, SECRET } from '../harness.ts'
import { startLoad, type Call, type Load } from './load.ts'

const { startServer } = createCommand(join(import.meta.dirname, '../../apps/server/src/main.ts'))

/** What needs the database, and what must not. */
const STORED = ['me', 'login', 'refresh', 'readyz']
const HELD = ['livez', 'jwks']

const test = base
  .extend('postgres', { scope: 'file' }, async ({}, { onCleanup }) => {
    const postgres = await startPostgres({ durable: true })
    onCleanup(postgres.stop)
    return postgres
  })
  .extend('folder', { scope: 'file' }, ({}, { onCleanup }) => temporaryFolder(onCleanup))
  .extend('server', { scope: 'file' }, ({ postgres, folder }, { onCleanup }) =>
    startServer({
      cwd: folder,
      env: {
        NODE_ENV: 'test',
        AUTH_SECRET: SECRET,
        DATABASE_URL: postgres.url,
      },
      onCleanup,
    }),
  )
  .extend('load', async ({ server }, { onCleanup }) => {
    const load = startLoad(await callsOf(server.url))
    onCleanup(load.stop)
    await load.seen(200, [...STORED, ...HELD])
    return load
  })

describe('74 losing the database', () => {
  test('74 a restart costs 503 and nothing else', async ({ postgres, server, load }) => {
    // Only the answers that come while nobody listens let it start again.
    await postgres.restart(() => load.seen(503, STORED))
    await load.seen(200, STORED)
    await load.stop()

    expectHealthy(load)
    expect(await stateOf(server)).toBe('runs')
  })

  test('74 a crash costs 503 and nothing else', async ({ postgres, server, load }) => {
    const watcher = await connect(postgres.url)
    const [backend] = await processesOf(watcher, 'client backend')

    // PostgreSQL then ends every connection, since shared memory may be damaged, and recovers.
    const crashed = endOf(watcher)
    process.kill(backend ?? 0, 'SIGKILL')
    await crashed
    await load.seen(200, STORED)
    await load.stop()

    expectHealthy(load)
    expect(await stateOf(server)).toBe('runs')
  })

  test('74 a frozen database is answered for with 503', async ({ postgres, server, load }) => {
    const watcher = await connect(postgres.url)
    const processes = await processesOf(watcher)

    try {
      for (const pid of processes) process.kill(pid, 'SIGSTOP')
      // Twice: the first time on connections that froze, then on those that cannot be made.
      await load.seen(503, STORED)
      await load.seen(503, STORED)
    } finally {
      for (const pid of processes) process.kill(pid, 'SIGCONT')
    }
    await load.seen(200, STORED)
    await load.stop()
    await watcher.end()

    expectHealthy(load)
    expect(await stateOf(server)).toBe('runs')
  }, 60_000)

  test('74 the process ends when it is told to, and says so', async ({ postgres, server }) => {
    await postgres.restart()

    const { code, stdout } = await server.stop()

    expect(code).toBe(0)
    expect(stdout).not.toContain('unexpected error')
  })
})

async function stateOf({ ended }: RunningServer): Promise<string> {
  return Promise.race([ended.then(({ stderr }) => `ended: ${stderr}`), Promise.resolve('runs')])
}

function expectHealthy({ answers }: Load): void {
  const statuses = (names: readonly string[]) => [
    ...new Set(answers.filter(({ call }) => names.includes(call)).map(({ status }) => status)),
  ]

  expect([200, 503]).toEqual(expect.arrayContaining(statuses(STORED)))
  expect(statuses(HELD)).toEqual([200])
  expect(statuses(['refused'])).toEqual([401])
  const refusals = answers.filter(({ status }) => status === 503)
  expect(refusals.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true)
}

/** What people do all the time. Nobody is signed out by what happens to the database. */
async function callsOf(url: string): Promise<Record<string, Call>> {
  const email = `${crypto.randomUUID()}@example.test`
  const send = (method: string, path: string, body?: object) => (signal: AbortSignal) =>
    fetch(url + path, {
      method,
      signal,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  const get = (path: string, token: string) => (signal: AbortSignal) =>
    fetch(url + path, { signal, headers: { authorization: `Bearer ${token}` } })
  const register = send('POST', '/api/auth/register', { email, password: PASSWORD })
  const user: AuthResult = await (await register(AbortSignal.timeout(5000))).json()

  let { refreshToken } = user
  const refresh: Call = async (signal) => {
    const response = await send('POST', '/api/auth/refresh', { refreshToken })(signal)
    if (response.status === 200) {
      const result: TokenResult = await response.clone().json()
      ;({ refreshToken } = result)
    }
    return response
  }
  return {
    me: get('/api/auth/me', user.accessToken),
    login: send('POST', '/api/auth/login', { email, password: PASSWORD }),
    refresh,
    readyz: send('GET', '/readyz'),
    livez: send('GET', '/livez'),
    jwks: send('GET', '/.well-known/jwks.json'),
    refused: get('/api/auth/me', 'not-a-token'),
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  // A crash ends this connection as well.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Resolves when PostgreSQL has ended the connection. */
function endOf(client: Client): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  client.once('end', resolve)
  return promise
}

/** The processes of a PostgreSQL: all of them, its first one included, or those of one kind. */
async function processesOf(client: Client, kind?: string): Promise<number[]> {
  const { rows } = await client.query<{ pid: number; kind: string; folder: string }>(
    `select pid, backend_type as kind, current_setting('data_directory') as folder
     from pg_stat_activity where pid <> pg_backend_pid()`,
  )
  if (kind !== undefined) return rows.filter((row) => row.kind === kind).map(({ pid }) => pid)
  const [first = ''] = readFileSync(join(rows[0]?.folder ?? '', 'postmaster.pid'), 'utf8').split(
    '\n',
  )
  return [Number(first), ...rows.map(({ pid }) => pid)]
}
