import type { BenchCase } from '../bench-case.ts'
import { takeTurns } from '../rounds.ts'
import { signUp } from '../servers/accounts.ts'
import { startServer } from '../servers/bench-server.ts'
import { startProduct } from '../servers/product.ts'

/** A protected route that reads one row: the signed-in user. */
export const me: BenchCase = {
  name: 'signed-in user, one query',
  unit: 'requests/s',
  beside: 'bare Fastify',
  async run({ cores, pace, newDatabase, fire }) {
    const settings = { DATABASE_URL: await newDatabase(), BCRYPT_COST: '10' }
    await using product = await startProduct(cores.onServerCore, settings)
    await using bare = await startServer(cores.onServerCore, 'bare.js')
    const [account] = await signUp(product, 0, 1)
    const authorization = `Bearer ${account?.accessToken}`
    const load = { connections: pace.connections, until: { seconds: pace.seconds } }
    const measure = async (server: typeof bare, path: string) => {
      const requests = [{ method: 'GET' as const, path, headers: { authorization } }]
      return (await fire(server, { ...load, requests })).perCore
    }
    const ours = () => measure(product, '/api/auth/me')
    const baseline = () => measure(bare, '/hello')

    await takeTurns(2, ours, baseline)
    return await takeTurns(pace.rounds, ours, baseline)
  },
}
