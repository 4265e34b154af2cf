import type { Round } from '../bench-case.ts'
import type { LoadRequest } from '../load/job.ts'
import { takeTurns } from '../rounds.ts'
import { startServer, type BenchServer } from '../servers/bench-server.ts'
import type { Stage } from '../stage.ts'

/**
 * A protected route beside a bare one that answers the same. Both get the very same requests, so
 * reading the header costs both the same.
 *
 * @param tokens how many access tokens the requests of a round carry in turn
 * @param renewed whether each round has tokens of its own
 */
export async function measureHello(
  { cores, pace, newDatabase, fire }: Stage,
  { tokens, renewed }: { tokens: number; renewed: boolean },
): Promise<Round[]> {
  await using host = await startServer(cores.onServerCore, 'host.ts', {
    DATABASE_URL: await newDatabase(),
  })
  await using bare = await startServer(cores.onServerCore, 'bare.js')
  const kept = await requestsWith(host, tokens)

  async function measure(server: BenchServer): Promise<number> {
    const requests = renewed ? await requestsWith(host, tokens) : kept
    const { connections, seconds } = pace
    const { perCore } = await fire(server, { connections, until: { seconds }, requests })
    return perCore
  }

  // The first seconds of a process are spent on compiling.
  const ours = () => measure(host)
  const baseline = () => measure(bare)
  await takeTurns(2, ours, baseline)
  return await takeTurns(pace.rounds, ours, baseline)
}

async function requestsWith(host: BenchServer, count: number): Promise<LoadRequest[]> {
  const tokens = await host.ask<string[]>(count)
  return tokens.map((token) => ({
    method: 'GET',
    path: '/hello',
    headers: { authorization: `Bearer ${token}` },
  }))
}
