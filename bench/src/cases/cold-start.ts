import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { BenchCase, Round } from '../bench-case.ts'
import { takeTurns } from '../rounds.ts'
import { startServer, type BenchServer } from '../servers/bench-server.ts'
import { startProduct } from '../servers/product.ts'
import type { Stage } from '../stage.ts'

/** The first start of a process on tables that are there already, until it answers. */
export const startOnPostgres: BenchCase = {
  name: 'start on PostgreSQL, migrated',
  unit: 'ms',
  beside: 'bare Fastify',
  budget: { atMost: 200 },
  run: async (stage) => measureStart(stage, { DATABASE_URL: await stage.newDatabase() }),
}

/** The second start on the embedded database: the first one makes its files. */
export const startEmbedded: BenchCase = {
  name: 'second start, embedded database',
  unit: 'ms',
  beside: 'bare Fastify',
  budget: { atMost: 3000 },
  async run(stage) {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
    try {
      return await measureStart(stage, { DATA_DIR: folder })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** Milliseconds from asking the system for a process to its first 200. */
async function measureStart(
  { cores, pace }: Stage,
  settings: Readonly<Record<string, string>>,
): Promise<Round[]> {
  const ours = () => timed(() => startProduct(cores.onAnyCore, settings), '/readyz')
  const baseline = () => timed(() => startServer(cores.onAnyCore, 'bare.js'), '/hello')
  await ours()
  await baseline()
  return takeTurns(pace.starts, ours, baseline)
}

async function timed(start: () => Promise<BenchServer>, path: string): Promise<number> {
  const started = performance.now()
  await using server = await start()
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  get(server.url + path, (response) => resolve(response.resume().statusCode)).on('error', reject)
  const status = await promise
  const took = performance.now() - started
  if (status !== 200) throw new Error(`${path} answered ${status}`)
  return took
}
