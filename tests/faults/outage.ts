import { count, longest, time, type Figures } from './figures.ts'
import { HELD, STORED, type Load, type LoadAnswer } from './load.ts'
import type { Server } from './ground.ts'

/** What every loss of the database has to look like from outside. */
export function outageFigures({ answers }: Load, server: Server): Figures {
  const refusals = answers.filter(({ status }) => status === 503)
  return [
    count('answers', answers.length),
    count('503 meanwhile', refusals.length, { atLeast: 1 }),
    count('503 without Retry-After', refusals.filter(isWithoutAdvice).length, { exactly: 0 }),
    count('answers other than 200 and 503', answers.filter(isStrange).length, { exactly: 0 }),
    count('requests that hang', answers.filter(({ status }) => status === 0).length, {
      exactly: 0,
    }),
    count(
      'refusals of what needs no database',
      refusals.filter(({ call }) => HELD.includes(call)).length,
      { exactly: 0 },
    ),
    count('processes that ended', server.hasEnded() ? 1 : 0, { exactly: 0 }),
    time('the slowest answer', longest(answers.map(duration)), 2_000),
  ]
}

/** Milliseconds from `since` until the first answer that needs the database, and until all work. */
export async function recoveryTimes(load: Load, since: number): Promise<[number, number]> {
  const first = load.next(
    ({ call, status, answeredAt }) =>
      status === 200 && STORED.includes(call) && answeredAt >= since,
  )
  const all = load.everyCall(200).then(() => performance.now())
  return [(await first).answeredAt - since, (await all) - since]
}

export function duration({ sentAt, answeredAt }: LoadAnswer): number {
  return answeredAt - sentAt
}

function isStrange({ status }: LoadAnswer): boolean {
  return status !== 200 && status !== 503 && status !== 0
}

export function isWithoutAdvice({ retryAfter }: Pick<LoadAnswer, 'retryAfter'>): boolean {
  return !(Number(retryAfter) >= 1)
}
