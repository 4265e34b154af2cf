import { availableParallelism } from 'node:os'

import type { Round } from '../bench-case.ts'
import { nodeCommand, startChild } from '../child.ts'
import type { LoadRequest } from '../load/job.ts'
import { takeTurns } from '../rounds.ts'
import { startProduct } from '../servers/product.ts'
import type { Stage, Target } from '../stage.ts'

export interface HashingWork {
  readonly cost: number
  /** Runs before the first round. */
  prepare(server: Target): Promise<unknown>
  /** Requests of a round, each of which hashes once. */
  requests(round: number, count: number): LoadRequest[]
}

/**
 * Requests that hash a password, beside bare bcrypt in a process set up alike. Both have one core,
 * so both hash one password at a time, and the second connection only sees to it that the next is
 * there. Where cores cannot be divided, both have them all.
 */
export async function measureHashing(
  { cores, pace, newDatabase, fire }: Stage,
  { cost, prepare, requests }: HashingWork,
): Promise<Round[]> {
  const settings = { DATABASE_URL: await newDatabase(), BCRYPT_COST: String(cost) }
  await using product = await startProduct(cores, settings)
  const hasher = new URL('../servers/hasher.ts', import.meta.url)
  await using bare = startChild(cores.onServerCore(nodeCommand(hasher)), {
    env: { NODE_ENV: 'production' },
  })
  await bare.read()
  await prepare(product)

  // A round takes as long at any cost.
  const count = Math.max(2, Math.round(pace.hashes / 2 ** (cost - 10)))
  const connections = cores.pinned ? 2 : availableParallelism() + 1
  let round = 0
  async function ours(): Promise<number> {
    round += 1
    const work = { until: { requests: count }, requests: requests(round, count) }
    return (await fire(product, { connections, ...work })).perCore
  }
  const baseline = () => bare.ask<number>({ cost, count })
  return await takeTurns(pace.rounds, ours, baseline)
}
