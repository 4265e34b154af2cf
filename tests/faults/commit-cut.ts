import { openDatabase } from '@latchkey/database'

import { login, newAccount, refresh, register, signUp } from './calls.ts'
import { COMMIT, openProxy, ROTATION, type Moment } from './database-proxy.ts'
import { count, type Figures } from './figures.ts'
import type { Ground } from './ground.ts'

export interface CommitOptions {
  ground: Ground
  rounds: number
}

const MOMENTS: readonly Moment[] = ['before', 'sent', 'answered']

/**
 * The connection breaks just when a change is made final: nobody knows whether it was. Trying again
 * tells the truth.
 */
export async function commitCut({ ground, rounds }: CommitOptions): Promise<Figures> {
  const databaseUrl = await ground.newDatabase()
  await using proxy = await openProxy(databaseUrl)
  await using server = await ground.startServer(proxy.url)
  const { url } = server
  let cuts = 0
  let others = 0
  let untrue = 0
  let lost = 0
  let forked = 0

  for (let round = 0; round < rounds; round += 1) {
    for (const moment of MOMENTS) {
      const account = newAccount()
      const registering = register(url, account)
      const committing = await proxy.interrupt({ statement: COMMIT, moment })
      committing.cut()
      if ((await registering).status !== 503) others += 1
      const again = await register(url, account)
      const isTrue = again.status === 201 || again.code === 'EMAIL_TAKEN'
      const isMade = moment === 'answered' ? again.code === 'EMAIL_TAKEN' : isTrue
      if (!isMade || (moment === 'before' && again.status !== 201)) untrue += 1
      if ((await login(url, account)).status !== 200) lost += 1

      const { refreshToken } = await signUp(url)
      const refreshing = refresh(url, refreshToken)
      const rotating = await proxy.interrupt({ statement: ROTATION, moment })
      rotating.cut()
      if ((await refreshing).status !== 503) others += 1
      const successors = [await refresh(url, refreshToken), await refresh(url, refreshToken)]
      if (successors.some(({ status }) => status !== 200)) lost += 1
      if (new Set(successors.map(({ body }) => body.refreshToken)).size !== 1) forked += 1
      cuts += 2
    }
  }
  return [
    count('connections cut', cuts),
    count('cuts answered other than 503', others, { exactly: 0 }),
    count('registrations whose retry does not tell the truth', untrue, { exactly: 0 }),
    count('people who cannot sign in or refresh afterwards', lost, { exactly: 0 }),
    count('refresh tokens with two successors', forked, { exactly: 0 }),
    count('half-made accounts', await halfMade(databaseUrl), { exactly: 0 }),
  ]
}

/** Users without the password that they were registered with. */
async function halfMade(url: string): Promise<number> {
  const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
  const rows = await db
    .selectFrom('users')
    .leftJoin('credentials', 'credentials.user_id', 'users.id')
    .select('users.id')
    .where('credentials.id', 'is', null)
    .execute()
  await close()
  return rows.length
}
