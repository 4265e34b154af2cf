import { openDatabase, type Database } from '@latchkey/database'
import { sql } from 'kysely'

import { getMe, newAccount, register, send, signUp, type Answer } from './calls.ts'
import { count, longest, time, type Figures } from './figures.ts'
import type { Ground } from './ground.ts'
import { isWithoutAdvice } from './outage.ts'

export interface PoolOptions {
  ground: Ground
  callers: number
}

/** Connections that a server takes for queries. */
const POOL = 10

/**
 * Every connection of the pool waits for a lock while many more callers arrive: at first outside of
 * transactions and until time is up, then in the middle of transactions, which must need no second
 * connection to end.
 */
export async function poolExhausted({ ground, callers }: PoolOptions): Promise<Figures> {
  const databaseUrl = await ground.newDatabase()
  await using server = await ground.startServer(databaseUrl)
  const outside = await openDatabase({ url: databaseUrl, dataDir: '', onError: console.error })
  const { url } = server
  const { accessToken } = await signUp(url)
  const everybody = <T>(ask: () => Promise<Answer<T>>) =>
    Promise.all(Array.from({ length: callers }, ask))

  let busy = 0
  let livez: readonly Answer[] = []
  const refused = await whileLocked(outside.db, 'users', async () => {
    const answers = everybody(() => getMe(url, accessToken))
    busy = await waiting(outside.db, POOL)
    livez = await Promise.all(Array.from({ length: 20 }, () => send('GET', `${url}/livez`)))
    return answers
  })
  const afterwards = await getMe(url, accessToken)

  // A registration makes the user and then, in the same transaction, his session.
  const { registrations } = await whileLocked(outside.db, 'sessions', async () => {
    const registrations = everybody(() => register(url, newAccount()))
    await waiting(outside.db, POOL)
    return { registrations }
  })
  const answers = await registrations
  const inTime = answers.filter(({ status }) => status === 201)
  const late = answers.filter(({ status }) => status === 503)
  await outside.close()
  return [
    count('callers', callers),
    count('connections that wait for the lock', busy, { exactly: POOL }),
    count('callers refused with 503', refused.filter(({ status }) => status === 503).length, {
      exactly: callers,
    }),
    count('503 without Retry-After', [...refused, ...late].filter(isWithoutAdvice).length, {
      exactly: 0,
    }),
    count('/livez meanwhile', livez.filter(({ status }) => status === 200).length, { exactly: 20 }),
    count('status afterwards', afterwards.status, { exactly: 200 }),
    // If those who hold a connection needed a second one, all but a few would wait in vain.
    count('registrations while all connections are taken', inTime.length, { atLeast: callers / 4 }),
    count('registrations refused for want of a connection', late.length),
    count('registrations with another answer', callers - inTime.length - late.length, {
      exactly: 0,
    }),
    time('the slowest refusal', longest(refused.map(duration)), 5_000),
    time('the slowest registration', longest(answers.map(duration)), 2_000),
  ]
}

/** Does something while nobody else gets at a table. */
async function whileLocked<T>(
  db: Database,
  table: 'users' | 'sessions',
  work: () => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
    await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(trx)
    return work()
  })
}

/** Resolves once so many connections wait for a lock. */
async function waiting(db: Database, wanted: number): Promise<number> {
  for (let attempt = 0; attempt < 2_000; attempt += 1) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length >= wanted) return rows.length
  }
  return 0
}

function duration({ sentAt, answeredAt }: Answer): number {
  return answeredAt - sentAt
}
