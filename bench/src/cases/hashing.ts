import { availableParallelism } from 'node:os'

import type { Round } from '../bench-case.ts'
import { nodeCommand, startChild } from '../child.ts'
import type { LoadRequest } from '../load/job.ts'
import { takeTurns } from '../rounds.ts'
import { post, type Account } from '../servers/accounts.ts'
import { startProduct } from '../servers/product.ts'
import type { Stage, Target } from '../stage.ts'

export interface HashingWork {
  readonly cost: number
  /** Makes accounts before the first round. */
  prepare(server: Target): Promise<Account[]>
  /** Requests of a round, each of which hashes once. */
  requests(round: number, count: number): LoadRequest[]
}

/**
 * Requests that hash a password, beside bare bcrypt in a process set up alike. Both have one core,
 * so both hash one password at a time, and the second connection only sees to it that the next is
 * there. Where cores cannot be divided, both have them all.
 */
export async function measureHashing(stage: Stage, work: HashingWork): Promise<Round[]> {
  const { cores, pace, newDatabase, fire } = stage
  const { cost } = work
  const settings = { DATABASE_URL: await newDatabase(), BCRYPT_COST: String(cost) }
  const hasher = new URL('../servers/hasher.ts', import.meta.url)
  await using product = await startProduct(cores.onServerCore, settings)
  await using bare = startChild(cores.onServerCore(nodeCommand(hasher)))
  await bare.read()
  await warmUp(stage, product, await work.prepare(product))

  // A round takes as long at any cost.
  const count = Math.max(2, Math.round(pace.hashes / 2 ** (cost - 10)))
  const connections = cores.pinned ? 2 : availableParallelism() + 1
  let round = 0
  async function ours(): Promise<number> {
    round += 1
    const requests = work.requests(round, count)
    const load = await fire(product, { connections, until: { requests: count }, requests })
    return load.perCore
  }
  const baseline = () => bare.ask<number>({ cost, count })
  return await takeTurns(pace.rounds, ours, baseline)
}

/**
 * A process is fast once it has compiled what it runs often. At some twenty requests a second that
 * takes minutes, so it gets as many of a kind that shares most of the code and hashes nothing.
 */
async function warmUp({ pace, fire }: Stage, product: Target, accounts: Account[]): Promise<void> {
  const requests = accounts.map(({ refreshToken }) => post('/api/auth/refresh', { refreshToken }))
  const until = { seconds: pace.seconds }
  await fire(product, { connections: requests.length, until, requests, carry: 'refreshToken' })
}
