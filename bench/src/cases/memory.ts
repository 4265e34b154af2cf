import type { BenchCase } from '../bench-case.ts'
import { residentMemory } from '../process-status.ts'
import { signIns, signUp } from '../servers/accounts.ts'
import { startServer } from '../servers/bench-server.ts'
import { startProduct } from '../servers/product.ts'
import type { Stage } from '../stage.ts'

/** After the start, with nothing to do. */
export const memoryIdle: BenchCase = {
  name: 'memory, idle',
  unit: 'MB',
  beside: 'bare Fastify',
  budget: { atMost: 85 },
  run: async (stage) => [await measureMemory(stage, 'idle')],
}

/** The most it ever had while it answered as fast as it could. */
export const memoryLoaded: BenchCase = {
  name: 'memory, under load',
  unit: 'MB',
  beside: 'bare Fastify',
  budget: { atMost: 130 },
  run: async (stage) => [await measureMemory(stage, 'peak')],
}

async function measureMemory(stage: Stage, moment: 'idle' | 'peak') {
  const { cores, pace, newDatabase, fire } = stage
  const settings = { DATABASE_URL: await newDatabase(), BCRYPT_COST: '10' }
  await using product = await startProduct(cores.onServerCore, settings)
  await using bare = await startServer(cores.onServerCore, 'bare.js')
  if (moment === 'peak') {
    const [account] = await signUp(product, 0, 1)
    const authorization = `Bearer ${account?.accessToken}`
    const load = { connections: pace.connections, until: { seconds: pace.seconds * 2 } }
    const request = (path: string) => ({ method: 'GET' as const, path, headers: { authorization } })
    await fire(product, { ...load, requests: [request('/api/auth/me'), ...signIns(0, 1)] })
    await fire(bare, { ...load, requests: [request('/hello')] })
  }
  return {
    ours: residentMemory(product.pid, moment === 'peak'),
    baseline: residentMemory(bare.pid, moment === 'peak'),
  }
}
