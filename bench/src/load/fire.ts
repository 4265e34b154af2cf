import autocannon, { type Client } from 'autocannon'

import { carrying } from './carrying.ts'
import type { LoadJob, LoadRequest, LoadResult } from './job.ts'

/** How often it looks whether it is done, in milliseconds. */
const SAMPLE = 50

/** @throws {Error} when an answer was not a success: a refusal is fast and would count as one. */
export async function fire(job: LoadJob): Promise<LoadResult> {
  const { url, connections, until, carry } = job
  const hands = Array.from({ length: connections }, (_none, connection) => deal(job, connection))
  const carriers = carry === undefined ? [] : hands.map(([first]) => carrying(first, carry))
  const requests = carry === undefined ? hands : carriers.map(({ request }) => [request])
  const limit =
    'seconds' in until ? { duration: until.seconds } : { amount: until.requests, duration: 1 }
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const instance = autocannon(
    {
      url,
      connections,
      ...limit,
      sampleInt: SAMPLE,
      setupClient: (client: Client) => client.setRequests(requests.pop() ?? []),
    },
    (error: unknown, result) => (result ? resolve(result) : reject(error)),
  )

  let answers = 0
  let first = 0
  let last = 0
  instance.on('response', () => {
    last = performance.now()
    if (answers === 0) first = last
    answers += 1
  })
  const { non2xx, errors, timeouts } = await promise
  if (non2xx + errors + timeouts > 0) {
    throw new Error(`${url}: ${non2xx} refused, ${errors} failed, ${timeouts} timed out`)
  }
  const rate = ((answers - 1) / (last - first)) * 1000
  return { answers, rate, next: carriers.map(({ next }) => next()) }
}

type Hand = [LoadRequest, ...LoadRequest[]]

/** The requests of one connection. */
function deal({ requests, connections }: LoadJob, connection: number): Hand {
  const [first, ...more] = requests.filter((_request, index) => index % connections === connection)
  const fallback = requests[connection % requests.length]
  if (first) return [first, ...more]
  if (fallback) return [fallback]
  throw new Error('there are no requests')
}
