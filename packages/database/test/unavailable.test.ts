import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { isUnavailable, openDatabase, type OpenedDatabase } from '../src/index.ts'
import { insertUser, open, test as base } from './harness.ts'

const test = base.extend('opened', async ({ postgresUrl }, { onCleanup }) => {
  const opened = await open(postgresUrl, { poolSize: 1, queryTimeout: 200 })
  onCleanup(opened.close)
  return opened
})

describe('isUnavailable is true when', () => {
  test('nobody listens', async () => {
    const opened = await open(`postgres://postgres@127.0.0.1:${await unusedPort()}/postgres`)

    expect(await whyRefused(opened)).toBe('ECONNREFUSED')
  })

  test('whoever listens does not answer', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    const port = await portOf(server)
    const opened = await open(`postgres://postgres@127.0.0.1:${port}/postgres`, {
      queryTimeout: 500,
    })

    expect(await whyRefused(opened)).toBe('Connection terminated due to connection timeout')
    server.close()
  })

  test('every connection is busy', async ({ postgresUrl }) => {
    const opened = await open(postgresUrl, { poolSize: 1, queryTimeout: 500 })
    const reason = await opened.db.transaction().execute(async () => whyRefused(opened))

    expect(reason).toBe('timeout exceeded when trying to connect')
    await opened.close()
  })

  test('a query takes too long', async ({ opened }) => {
    expect(await whyRefused(opened, sql`select pg_sleep(10)`)).toBe('57014')
  })

  test('a transaction was left idle', async ({ postgresUrl }) => {
    const { promise: lost, resolve: onError } = Promise.withResolvers<Error>()
    const opened = await openDatabase({ url: postgresUrl, dataDir: '', queryTimeout: 200, onError })
    const attempt = opened.db.transaction().execute(async (trx) => {
      await lost
      await sql`select 1`.execute(trx)
    })

    expect(await reasonOf(attempt)).toMatch(/not queryable/)
    await opened.close()
  })

  test('a connection is terminated', async ({ opened }) => {
    const reason = whyRefused(
      opened,
      sql`select pg_terminate_backend(pg_backend_pid()), pg_sleep(10)`,
    )

    expect(await reason).toBe('57P01')
  })

  test('the server freezes', async ({ opened, onTestFinished }) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(opened.db)
    const pid = rows[0]?.pid ?? 0
    onTestFinished(() => void process.kill(pid, 'SIGCONT'))
    process.kill(pid, 'SIGSTOP')

    const reason = await whyRefused(opened)
    const another = await sql`select 1 as one`.execute(opened.db)

    expect(reason).toBe('Connection terminated')
    expect(another.rows).toEqual([{ one: 1 }])
  })

  test('the database is read-only', async ({ opened }) => {
    await sql`set default_transaction_read_only = on`.execute(opened.db)

    expect(await reasonOf(insertUser(opened.db))).toBe('25006')
  })

  test('the disk is full', async ({ opened }) => {
    // The limit on temporary files is what a test can fill; its class is that of a full disk.
    await sql`select set_config('temp_file_limit', '64kB', false), set_config('work_mem', '64kB', false)`.execute(
      opened.db,
    )

    const sorted = sql`select n from generate_series(1, 100000) as n order by -n`
    expect(await whyRefused(opened, sorted)).toBe('53400')
  })

  test('the server takes no more connections', async ({ postgresUrl, opened }) => {
    const role = `guest_${process.pid}`
    await sql`create role ${sql.ref(role)} login password 'guest' connection limit 0`.execute(
      opened.db,
    )
    const url = new URL(postgresUrl)
    url.username = role
    url.password = 'guest'
    const guest = await open(url.href)

    expect(await whyRefused(guest)).toBe('53300')
  })

  test('the database was closed', async ({ opened }) => {
    await sql`select 1`.execute(opened.db)
    await opened.close()
    expect(await whyRefused(opened)).toBe('driver has already been destroyed')

    const memory = await openDatabase({ url: 'memory:', dataDir: '', onError: console.error })
    await memory.close()
    expect(await whyRefused(memory)).toMatch(/PGlite/)
  })

  test('the cause of an error is', async () => {
    const cause = Object.assign(new Error('connect failed'), { code: 'ECONNRESET' })

    expect(isUnavailable(new Error('could not migrate', { cause }))).toBe(true)
  })
})

describe('isUnavailable is false when', () => {
  test.for([
    ['a statement is wrong', sql`select from where`, '42601'],
    [
      'a rule is broken',
      sql`insert into users (id, role, kind) values (gen_random_uuid(), 'user', 'robot')`,
      '23514',
    ],
    ['a table is missing', sql`select * from nowhere`, '42P01'],
  ] as const)('%s', async ([, statement, code], { opened }) => {
    const error: unknown = await statement.execute(opened.db).catch((reason: unknown) => reason)

    expect(error).toHaveProperty('code', code)
    expect(isUnavailable(error)).toBe(false)
  })

  test('something else failed', () => {
    expect(isUnavailable(new TypeError('x is not a function'))).toBe(false)
    expect(isUnavailable('ECONNREFUSED')).toBe(false)
    expect(isUnavailable(undefined)).toBe(false)
  })
})

/** Runs a query that must fail as unavailable; answers the code or the message of the error. */
async function whyRefused({ db }: OpenedDatabase, query = sql`select 1`): Promise<string> {
  return reasonOf(query.execute(db))
}

async function reasonOf(query: Promise<unknown>): Promise<string> {
  const error: unknown = await query.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  )
  expect(isUnavailable(error)).toBe(true)
  return error instanceof Error && 'code' in error ? String(error.code) : messageOf(error)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function portOf(server: Server): Promise<number> {
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  const port = await portOf(server)
  server.close()
  return port
}
