import { openBalancer } from './balancer.ts'
import { count, longest, time, type Figures } from './figures.ts'
import type { Ground, Server } from './ground.ts'
import { startLoad } from './load.ts'

export interface RollingOptions {
  ground: Ground
  /** How often both servers are replaced. */
  rounds: number
  /** The balancer uses connections for more than one request. */
  keepAlive: boolean
}

/**
 * Two servers are replaced one after the other, on the same ports, behind a balancer that is told
 * nothing: it notices that connections are refused.
 */
export async function rollingRestart(options: RollingOptions): Promise<Figures> {
  const { ground, rounds, keepAlive } = options
  const databaseUrl = await ground.newDatabase()
  const servers: Server[] = [
    await ground.startServer(databaseUrl),
    await ground.startServer(databaseUrl),
  ]
  await using balancer = await openBalancer({ servers, keepAlive })
  const load = await startLoad(() => balancer.url)
  const codes: (number | null)[] = []
  const drains: number[] = []

  for (let round = 0; round < rounds; round += 1) {
    for (const [index, old] of servers.entries()) {
      const stoppedAt = performance.now()
      const { code } = await old.stop('SIGTERM')
      drains.push(performance.now() - stoppedAt)
      codes.push(code)
      await load.everyCall(200)
      servers[index] = await ground.startServer(databaseUrl, { PORT: new URL(old.url).port })
      await load.everyCall(200)
    }
  }
  await load.stop()
  await Promise.all(servers.map(({ stop }) => stop()))
  const failed = load.answers.filter(({ status }) => status !== 200)
  for (const { call, status, failure, code, body } of failed.slice(0, 5)) {
    console.log(`failed: ${call} ${status} ${failure ?? code ?? JSON.stringify(body)}`)
  }
  return [
    count('restarts', codes.length),
    count('answers', load.answers.length),
    count('connections refused to the balancer', balancer.refusals(), { atLeast: 1 }),
    count('connections that broke before an answer', balancer.breaks()),
    count('failed requests', failed.length, { exactly: 0 }),
    count('exit codes other than 0', codes.filter((code) => code !== 0).length, { exactly: 0 }),
    time('the longest stop', longest(drains), 10_000),
  ]
}
