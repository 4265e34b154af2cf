import type { AuthResult } from '@latchkey/contracts'
import { openDatabase, type Database } from '@latchkey/database'
import type { Clock } from '@latchkey/http'
import { createServer } from 'latchkey/server'

import { newAccount } from './calls.ts'
import { count, longest, type Figures } from './figures.ts'
import { PUBLIC_URL, type Ground } from './ground.ts'

export interface ClockOptions {
  ground: Ground
}

/** Seconds that an access token lives, at most. */
const LIFETIME = 900
/** Seconds between two looks at a token. */
const STEP = 10

/** Seconds by which the clock of who verifies is ahead, and what it then says of a new token. */
const AHEAD = [
  [-3_600, 'TOKEN_INVALID'],
  [-61, 'TOKEN_INVALID'],
  [-60, undefined],
  [-30, undefined],
  [0, undefined],
  [60, undefined],
  [3_600, 'TOKEN_EXPIRED'],
] as const

/** Age of a token, and seconds by which the clock then goes back. */
const BACKWARDS = [0, 300, 600, 840].flatMap((age) =>
  [30, 60, 61, 600, 3_600].map((by) => [age, by] as const),
)

/** The clocks of two processes differ, and one of them is set back. */
export async function clocks({ ground }: ClockOptions): Promise<Figures> {
  const url = await ground.newDatabase()
  const database = await openDatabase({ url, dataDir: '', onError: console.error })
  const issuedAt = Date.now()
  const issuer = await startWith(database.db, { now: () => issuedAt })
  const issue = async (): Promise<AuthResult> => {
    const response = await issuer.inject({
      method: 'POST',
      url: '/api/auth/register',
      payload: newAccount(),
    })
    return response.json()
  }
  /** The clock of who verifies, in seconds after the moment at which tokens are issued. */
  let clock = 0
  const verifier = await startWith(database.db, { now: () => issuedAt + clock * 1000 })
  const ask = async (token: string): Promise<string | undefined> => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await verifier.inject({ url: '/api/auth/me', headers })
    return response.statusCode === 200 ? undefined : response.json<{ code: string }>().code
  }

  let misjudged = 0
  for (const [ahead, expected] of AHEAD) {
    const { accessToken } = await issue()
    clock = ahead
    if ((await ask(accessToken)) !== expected) misjudged += 1
  }

  let moreTolerant = 0
  const lives: number[] = []
  for (const [age, by] of BACKWARDS) {
    const [known, unknown] = [await issue(), await issue()]
    clock = age
    await ask(known.accessToken)
    clock = age - by
    const verdicts = [await ask(known.accessToken), await ask(unknown.accessToken)]
    if (verdicts[0] !== verdicts[1] || (age - by < -60 && verdicts[0] === undefined)) {
      moreTolerant += 1
    }
    let lived = age
    // Time goes on. At most four lifetimes: nothing lives longer than that without being noticed.
    for (; lived < 4 * LIFETIME && (await ask(known.accessToken)) === undefined; lived += STEP) {
      clock += STEP
    }
    lives.push(lived)
  }
  await issuer.close()
  await verifier.close()
  await database.close()
  return [
    count('clocks that differ by up to an hour', AHEAD.length),
    count('tokens misjudged: 60 s are tolerated, more is not', misjudged, { exactly: 0 }),
    count('clocks set back', BACKWARDS.length),
    count('tokens that go on though they were issued in the future', moreTolerant, { exactly: 0 }),
    count('longest life of a token, in seconds', longest(lives), { atMost: 2 * LIFETIME }),
  ]
}

async function startWith(database: Database, clock: Clock) {
  return createServer({
    database,
    clock,
    secret: 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM',
    publicUrl: PUBLIC_URL,
    bcryptCost: 4,
    logger: false,
  })
}
