import { openDatabase, type Database } from '@latchkey/database'
import { sql } from 'kysely'

import { getMe, login, newAccount, refresh, register, send, signUp, type Answer } from './calls.ts'
import { count, type Figures } from './figures.ts'
import type { Ground } from './ground.ts'
import { isWithoutAdvice } from './outage.ts'

export interface ReadOnlyOptions {
  ground: Ground
  /** How often everything is tried meanwhile. */
  rounds: number
}

/** What a write of a registration, sign-in or refresh would leave. */
const TABLES = ['users', 'credentials', 'sessions', 'known_devices', 'revocations'] as const

/** The database takes no writes any more, as after a failover or when its disk fills up. */
export async function readOnly({ ground, rounds }: ReadOnlyOptions): Promise<Figures> {
  const databaseUrl = await ground.newDatabase()
  const name = new URL(databaseUrl).pathname.slice(1)
  await using server = await ground.startServer(databaseUrl)
  const outside = await openDatabase({
    url: ground.postgres.url,
    dataDir: '',
    onError: console.error,
  })
  const { url } = server
  const account = newAccount()
  const { accessToken, refreshToken } = await signUp(url, account)

  await setReadOnly(outside.db, name, true)
  await backOnItsFeet(() => getMe(url, accessToken))
  const before = await rowsOf(databaseUrl)
  const reads: Answer[] = []
  const writes: Answer[] = []
  for (let round = 0; round < rounds; round += 1) {
    reads.push(await getMe(url, accessToken), await send('GET', `${url}/.well-known/jwks.json`))
    writes.push(
      await register(url, newAccount()),
      await login(url, account),
      await refresh(url, refreshToken),
      await send('POST', `${url}/api/auth/logout`, { body: { refreshToken } }),
    )
  }
  const after = await rowsOf(databaseUrl)
  await setReadOnly(outside.db, name, false)
  await backOnItsFeet(() => getMe(url, accessToken))
  const refreshed = await refresh(url, refreshToken)
  const signedIn = await login(url, account)
  await outside.close()
  return [
    count('reads', reads.length),
    count('reads refused', reads.filter(({ status }) => status !== 200).length, { exactly: 0 }),
    count('writes', writes.length),
    count('writes that are not refused with 503', writes.filter((a) => a.status !== 503).length, {
      exactly: 0,
    }),
    count('503 without Retry-After', writes.filter(isWithoutAdvice).length, { exactly: 0 }),
    count('tables that changed', TABLES.filter((name) => before[name] !== after[name]).length, {
      exactly: 0,
    }),
    count('refresh afterwards, with the same token', refreshed.status, { exactly: 200 }),
    count('generation afterwards', refreshed.body.session?.generation ?? 0, { exactly: 2 }),
    count('sign-in afterwards', signedIn.status, { exactly: 200 }),
  ]
}

/** Connections that exist would go on as they were, so they end. */
async function setReadOnly(db: Database, name: string, isReadOnly: boolean): Promise<void> {
  const value = sql.raw(isReadOnly ? 'on' : 'off')
  await sql`alter database ${sql.id(name)} set default_transaction_read_only = ${value}`.execute(db)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = ${name}`.execute(db)
}

/** Losing the connections costs a refusal or two. */
async function backOnItsFeet(ask: () => Promise<Answer>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await ask()).status === 200) return
  }
  throw new Error('verification does not come back')
}

/** A digest of the rows of each table. */
async function rowsOf(url: string): Promise<Record<(typeof TABLES)[number], string>> {
  const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
  const digest = async (table: (typeof TABLES)[number]) => {
    const { rows } = await sql<{ digest: string | null }>`
      select md5(string_agg(t::text, ',' order by t::text)) as digest
      from ${sql.table(table)} as t`.execute(db)
    return rows[0]?.digest ?? ''
  }
  const [users, credentials, sessions, known_devices, revocations] = await Promise.all([
    digest('users'),
    digest('credentials'),
    digest('sessions'),
    digest('known_devices'),
    digest('revocations'),
  ])
  await close()
  return { users, credentials, sessions, known_devices, revocations }
}
