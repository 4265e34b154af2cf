import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'

import { Client } from 'pg'

import { longest, time, type Figures } from './figures.ts'
import type { Ground } from './ground.ts'
import { STORED, startLoad } from './load.ts'
import { duration, outageFigures, recoveryTimes } from './outage.ts'

export interface FreezeOptions {
  ground: Ground
  /** How long it lasts at least. */
  seconds: number
}

/** Every process of PostgreSQL stands still: nothing is refused, nothing is answered. */
export async function databaseFreeze({ ground, seconds }: FreezeOptions): Promise<Figures> {
  await using server = await ground.startServer(await ground.newDatabase())
  const load = await startLoad(() => server.url)
  const frozenAt = performance.now()
  const thaw = await freeze(ground.postgres.url)
  try {
    // Twice: on connections that froze, and on those that cannot be made. The fault has its length.
    await load.everyCall(503, STORED)
    await load.everyCall(503, STORED)
    await pass(Math.max(0, frozenAt + seconds * 1000 - performance.now()))
  } finally {
    thaw()
  }
  const thawedAt = performance.now()
  const [first, all] = await recoveryTimes(load, thawedAt)
  await load.stop()
  const meanwhile = load.answers.filter(
    ({ call, sentAt }) => call === 'livez' && sentAt >= frozenAt && sentAt <= thawedAt,
  )
  return [
    ...outageFigures(load, server),
    time('slowest /livez meanwhile', longest(meanwhile.map(duration)), 50),
    time('first success after it goes on', first, 1_000),
    time('everything works after it goes on', all, 3_000),
  ]
}

/** Stops all processes of a PostgreSQL, and returns what lets them go on. */
async function freeze(url: string): Promise<() => void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { rows: folders } = await client.query<{ folder: string }>(
    `select current_setting('data_directory') as folder`,
  )
  const lines = readFileSync(join(folders[0]?.folder ?? '', 'postmaster.pid'), 'utf8').split('\n')
  const main = Number(lines[0])
  // The first one first, so that it starts no other; who asks goes on, and does no work.
  process.kill(main, 'SIGSTOP')
  const stopped = [main]
  function thaw(): void {
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    void client.end()
  }
  try {
    const { rows } = await client.query<{ pid: number }>(
      'select pid from pg_stat_activity where pid <> pg_backend_pid()',
    )
    for (const { pid } of rows) {
      process.kill(pid, 'SIGSTOP')
      stopped.push(pid)
    }
  } catch (error) {
    thaw()
    throw error
  }
  return thaw
}
