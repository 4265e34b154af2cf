import { openDatabase, type OpenedDatabase } from '@latchkey/database'
import { createServer } from 'latchkey/server'
import { sql } from 'kysely'
import { expect } from 'vitest'

import { PASSWORD, PUBLIC_URL, SECRET, test as base } from '../harness.ts'
import { openFreezable } from './frozen-database.ts'

/** Of each kind of request: more than there are connections. */
const AT_ONCE = 20

const test = base.extend('serve', ({}, { onCleanup }) => {
  const closers: (() => Promise<void>)[] = []
  onCleanup(async () => {
    for (const close of closers) await close()
  })
  /** A server on the database, a user of it, and what needs the database. */
  return async (database: OpenedDatabase) => {
    const app = await createServer({
      database,
      secret: SECRET,
      publicUrl: PUBLIC_URL,
      bcryptCost: 4,
      logger: false,
    })
    closers.push(async () => {
      await app.close()
      await database.close()
    })
    const post = (path: string, payload: object) =>
      app.inject({ method: 'POST', url: `/api/auth/${path}`, payload })
    const credentials = { email: 'ada@example.test', password: PASSWORD }
    const registered = await post('register', credentials)
    const { accessToken, refreshToken } = registered.json()
    const authorization = `Bearer ${accessToken}`

    const calls = {
      me: () => app.inject({ url: '/api/auth/me', headers: { authorization } }),
      sessions: () => app.inject({ url: '/api/auth/sessions', headers: { authorization } }),
      refresh: () => post('refresh', { refreshToken }),
      login: () => post('login', credentials),
      readyz: () => app.inject('/readyz'),
    }
    /** The status of each answer. There is one for every request, or the test does not end. */
    const flood = async () => {
      const sent = Object.entries(calls).flatMap(([name, call]) =>
        Array.from({ length: AT_ONCE }, async () => {
          const response = await call()
          return { name, status: response.statusCode, retryAfter: response.headers['retry-after'] }
        }),
      )
      return Promise.all(sent)
    }
    return { flood }
  }
})

// Guarantee: the other side never says anything again and never hangs up, so it is our own limits
// that end each request: those caught in the middle, those on connections that froze, and those that
// wait for connections which cannot be made.
test('112 no request waits for a database that is frozen', async ({ postgresUrl, serve }) => {
  const database = await openFreezable(postgresUrl)
  const { flood } = await serve(database)

  const caught = flood()
  database.freeze()
  await caught
  const frozen = await flood()
  const unreachable = await flood()

  for (const answers of [frozen, unreachable]) {
    expect(answers.filter(({ status }) => status !== 503)).toEqual([])
    expect(answers.filter(({ retryAfter }) => !(Number(retryAfter) >= 1))).toEqual([])
  }
})

test('112 the pool never has more connections than it may', async ({ postgresUrl, db, serve }) => {
  const database = await openDatabase({
    url: postgresUrl,
    dataDir: '',
    poolSize: 3,
    queryTimeout: 20_000,
    onError: () => undefined,
  })
  const connections = async () => {
    const { rows } = await sql<{ name: string; n: number }>`
      select application_name as name, count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name like 'latchkey%'
      group by 1 order by 1
    `.execute(db)
    return rows
  }
  // The connections of the test itself stay open, too, so this is the first to ask.
  const [own = { name: 'latchkey', n: 0 }] = await connections()
  const { flood } = await serve(database)

  const answers = await flood()

  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  expect(await connections()).toEqual([
    { name: 'latchkey', n: own.n + 3 },
    { name: 'latchkey-listen', n: 1 },
  ])
})
