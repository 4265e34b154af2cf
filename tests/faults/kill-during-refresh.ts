import type { AuthResult } from '@latchkey/contracts'
import { openDatabase } from '@latchkey/database'

import { refresh, signUp, type Answer } from './calls.ts'
import { openProxy, ROTATION, type DatabaseProxy, type Moment } from './database-proxy.ts'
import { count, type Figures } from './figures.ts'
import type { Ground, Server } from './ground.ts'

export interface KillOptions {
  ground: Ground
  kills: number
  /** People who refresh at the moment of each kill. */
  people?: number
}

interface Person {
  refreshToken: string
  readonly sessionId: string
}

interface Seen {
  stranded: number
  forked: number
  cutOff: number
}

/** The moments of a rotation at which a process may die, and one when some people have answers. */
const MOMENTS: readonly (Moment | 'some answered')[] = [
  'before',
  'sent',
  'answered',
  'some answered',
]

/**
 * `kill -9` while refresh tokens are exchanged. Everybody then asks again with the token he has,
 * twice at once, as two tabs would; both must get the one successor, also of the lost answer.
 */
export async function killDuringRefresh(options: KillOptions): Promise<Figures> {
  const { ground, kills, people: size = 6 } = options
  const databaseUrl = await ground.newDatabase()
  await using proxy = await openProxy(databaseUrl)
  let server = await ground.startServer(proxy.url)
  const seen: Seen = { stranded: 0, forked: 0, cutOff: 0 }
  let people = await signUpAll(server, size)

  for (let kill = 0; kill < kills; kill += 1) {
    const [answers, successor] = await Promise.all([
      killWhileRefreshing(server, proxy, people, MOMENTS[kill % MOMENTS.length] ?? 'before'),
      ground.startServer(proxy.url),
    ])
    server = successor
    people = await askAgain(server, people, answers, seen)
  }
  const live = await liveSessions(databaseUrl)
  const left = people.filter(({ sessionId }) => !live.has(sessionId)).length
  await server.stop()
  return [
    count('kills', kills),
    count('refreshes that were cut off', seen.cutOff, { atLeast: kills }),
    count('clients stranded', seen.stranded, { exactly: 0 }),
    count('tokens with two successors', seen.forked, { exactly: 0 }),
    count('sessions that ended', left, { exactly: 0 }),
  ]
}

async function signUpAll({ url }: Server, size: number): Promise<Person[]> {
  const accounts: AuthResult[] = await Promise.all(Array.from({ length: size }, () => signUp(url)))
  return accounts.map(({ refreshToken, session }) => ({ refreshToken, sessionId: session.id }))
}

/** What each person hears of his refresh, if anything. */
async function killWhileRefreshing(
  server: Server,
  proxy: DatabaseProxy,
  people: readonly Person[],
  moment: (typeof MOMENTS)[number],
): Promise<Answer<Tokens>[]> {
  const reached =
    moment === 'some answered' ? undefined : proxy.interrupt({ statement: ROTATION, moment })
  const refreshes = people.map(({ refreshToken }) => refresh(server.url, refreshToken))
  await (reached ?? Promise.race(refreshes))
  await server.stop('SIGKILL')
  return Promise.all(refreshes)
}

type Tokens = { readonly refreshToken: string }

async function askAgain(
  { url }: Server,
  people: readonly Person[],
  before: readonly Answer<Tokens>[],
  seen: Seen,
): Promise<Person[]> {
  return Promise.all(
    people.map(async ({ refreshToken, sessionId }, index) => {
      const again = await Promise.all([refresh(url, refreshToken), refresh(url, refreshToken)])
      const heard = [before[index], ...again].filter((answer) => answer?.status === 200)
      const successors = new Set(heard.map((answer) => answer?.body.refreshToken))
      if (before[index]?.status === 0) seen.cutOff += 1
      if (again.some(({ status }) => status !== 200)) seen.stranded += 1
      if (successors.size > 1) seen.forked += 1
      const [first] = again
      return {
        sessionId,
        refreshToken: first.status === 200 ? first.body.refreshToken : refreshToken,
      }
    }),
  )
}

async function liveSessions(url: string): Promise<Set<string>> {
  const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where('revoked_at', 'is', null)
    .execute()
  await close()
  return new Set(rows.map(({ id }) => id))
}
