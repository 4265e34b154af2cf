import type { BenchCase } from '../bench-case.ts'
import { nodeCommand, startChild } from '../child.ts'
import { takeTurns } from '../rounds.ts'
import { post, signUp } from '../servers/accounts.ts'
import { startProduct } from '../servers/product.ts'

/** Every connection has a session and presents the token that it was answered last. */
export const refresh: BenchCase = {
  name: 'refresh with rotation, durable',
  unit: 'requests/s',
  beside: 'bare UPDATE',
  budget: { atLeast: 9000 },
  async run({ cores, pace, newDatabase, fire }) {
    const settings = { DATABASE_URL: await newDatabase(), BCRYPT_COST: '10' }
    const file = new URL('../servers/statement.ts', import.meta.url)
    await using product = await startProduct(cores.onServerCore, settings)
    await using bare = startChild(cores.onServerCore(nodeCommand(file)), {
      env: { NODE_ENV: 'production', DATABASE_URL: await newDatabase() },
    })
    await bare.read()
    const { connections, seconds, rounds } = pace
    const accounts = await signUp(product, 0, connections)
    let requests = accounts.map(({ refreshToken }) => post('/api/auth/refresh', { refreshToken }))
    async function ours(): Promise<number> {
      const job = { connections, until: { seconds }, requests, carry: 'refreshToken' }
      const { rate, next } = await fire(product, job)
      requests = [...next]
      return rate
    }
    const baseline = () => bare.ask<number>({ connections, seconds })

    await takeTurns(2, ours, baseline)
    return await takeTurns(rounds, ours, baseline)
  },
}
