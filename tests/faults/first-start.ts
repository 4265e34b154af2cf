import { sql } from 'kysely'
import { openDatabase } from '@latchkey/database'

import { getMe, send, signUp } from './calls.ts'
import { count, type Figures } from './figures.ts'
import type { Ground } from './ground.ts'

export interface FirstStartOptions {
  ground: Ground
  instances: number
}

/** Servers start at the same moment on a database that is empty. */
export async function firstStart({ ground, instances }: FirstStartOptions): Promise<Figures> {
  const databaseUrl = await ground.emptyDatabase()
  const starts = await Promise.allSettled(
    Array.from({ length: instances }, () => ground.startServer(databaseUrl)),
  )
  const servers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const keys = await Promise.all(
    servers.map(({ url }) => send('GET', `${url}/.well-known/jwks.json`)),
  )
  const { accessToken } = await signUp(servers[0]?.url ?? '')
  const uses = await Promise.all(servers.map(({ url }) => getMe(url, accessToken)))
  const ends = await Promise.all(servers.map(({ stop }) => stop()))
  return [
    count('servers', instances),
    count('servers that fail to start', instances - servers.length, { exactly: 0 }),
    count('key sets', new Set(keys.map(({ body }) => JSON.stringify(body))).size, { exactly: 1 }),
    count('migrations that ran twice', await repeated(databaseUrl), { exactly: 0 }),
    count('servers that refuse a token of another', uses.filter((a) => a.status !== 200).length, {
      exactly: 0,
    }),
    count('exit codes other than 0', ends.filter(({ code }) => code !== 0).length, { exactly: 0 }),
  ]
}

async function repeated(url: string): Promise<number> {
  const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
  const { rows } = await sql`select name from latchkey_migrations
    group by name having count(*) > 1`.execute(db)
  await close()
  return rows.length
}
