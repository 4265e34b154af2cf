import { longest, time, type Figures } from './figures.ts'
import type { Ground } from './ground.ts'
import { STORED, startLoad } from './load.ts'
import { outageFigures, recoveryTimes } from './outage.ts'

export interface RestartOptions {
  ground: Ground
  restarts: number
}

/** PostgreSQL is stopped at once under load, and comes back after everybody has been refused. */
export async function databaseRestart({ ground, restarts }: RestartOptions): Promise<Figures> {
  await using server = await ground.startServer(await ground.newDatabase())
  const load = await startLoad(() => server.url)
  const firsts: number[] = []
  const alls: number[] = []
  for (let restart = 0; restart < restarts; restart += 1) {
    await ground.postgres.restart(() => load.everyCall(503, STORED))
    const [first, all] = await recoveryTimes(load, performance.now())
    firsts.push(first)
    alls.push(all)
  }
  await load.stop()
  return [
    ...outageFigures(load, server),
    time('first success after it is back', longest(firsts), 2_000),
    time('everything works after it is back', longest(alls), 4_000),
  ]
}
