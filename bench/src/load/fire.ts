import autocannon, { type Client, type Request } from 'autocannon'

import type { LoadJob, LoadRequest, LoadResult } from './job.ts'

/** How often it looks whether it is done, in milliseconds. */
const SAMPLE = 50

/** @throws {Error} when an answer was not a success: a refusal is fast and would count as one. */
export async function fire(job: LoadJob): Promise<LoadResult> {
  const { url, connections, until } = job
  let connection = 0
  const limit =
    'seconds' in until ? { duration: until.seconds } : { amount: until.requests, duration: 1 }
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const instance = autocannon(
    {
      url,
      connections,
      ...limit,
      sampleInt: SAMPLE,
      setupClient(client: Client) {
        client.setRequests(hand(job, connection))
        connection += 1
      },
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
  return { answers, rate: ((answers - 1) / (last - first)) * 1000 }
}

/** The requests of one connection. */
function hand({ requests, connections, carry }: LoadJob, connection: number): Request[] {
  const own = requests.filter((_request, index) => index % connections === connection)
  const dealt = own.length > 0 ? own : requests.slice(connection % requests.length).slice(0, 1)
  return carry === undefined
    ? dealt.map((request) => ({ ...request }))
    : dealt.map((request) => carrying(request, carry))
}

function carrying(request: LoadRequest, member: string): Request {
  let { body } = request
  return {
    ...request,
    setupRequest: (next) => ({ ...next, body }),
    onResponse: (_status, text) => {
      const answer: Record<string, unknown> = JSON.parse(text)
      body = JSON.stringify({ [member]: answer[member] })
    },
  }
}
