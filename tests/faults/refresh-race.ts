import { getMe, refresh, signUp } from './calls.ts'
import { count, type Figures } from './figures.ts'
import type { Ground } from './ground.ts'

export interface RaceOptions {
  ground: Ground
  /** Tokens that are raced for, one after the other. */
  rounds: number
}

const CALLERS = 50

/** Fifty concurrent refreshes of one token, through two processes. */
export async function refreshRace({ ground, rounds }: RaceOptions): Promise<Figures> {
  const databaseUrl = await ground.newDatabase()
  await using one = await ground.startServer(databaseUrl)
  await using other = await ground.startServer(databaseUrl)
  const urls = [one.url, other.url]
  let { refreshToken } = await signUp(one.url)
  let refused = 0
  let unusable = 0
  let mostSuccessors = 0

  for (let round = 0; round < rounds; round += 1) {
    const token = refreshToken
    const answers = await Promise.all(
      Array.from({ length: CALLERS }, (_, index) => refresh(urls[index % 2] ?? '', token)),
    )
    const served = answers.filter(({ status }) => status === 200)
    refused += CALLERS - served.length
    const successors = new Set(served.map(({ body }) => body.refreshToken))
    mostSuccessors = Math.max(mostSuccessors, successors.size)
    const uses = await Promise.all(served.map(({ body }) => getMe(other.url, body.accessToken)))
    unusable += uses.filter(({ status }) => status !== 200).length
    refreshToken = [...successors][0] ?? refreshToken
  }
  return [
    count('rounds of 50 callers', rounds),
    count('callers refused', refused, { exactly: 0 }),
    count('access tokens that do not work', unusable, { exactly: 0 }),
    count('distinct successors of a token', mostSuccessors, { exactly: 1 }),
  ]
}
