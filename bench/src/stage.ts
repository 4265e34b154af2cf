import { migrate, openDatabase } from '@latchkey/database'
import { createDatabase, startPostgres } from '@latchkey/testing/postgres'

import { nodeCommand, startChild } from './child.ts'
import { divideCores, type Cores } from './cores.ts'
import type { LoadJob, LoadResult } from './load/job.ts'
import type { Pace } from './pace.ts'
import { processorTime } from './process-status.ts'

/** What every case plays on. */
export interface Stage extends AsyncDisposable {
  readonly pace: Pace
  readonly cores: Cores
  /** Loads a server. */
  fire(server: Target, job: Omit<LoadJob, 'url'>): Promise<Load>
  /** A new migrated database on a PostgreSQL that keeps what it commits. */
  newDatabase(): Promise<string>
}

export interface Target {
  readonly url: string
  readonly pid: number
}

/** What a server did, in requests. */
export interface Load extends Pick<LoadResult, 'next'> {
  /** Per second, as its clients saw it. */
  readonly rate: number
  /**
   * Per second of processor time. This is what one core that does nothing else would answer, also
   * when the load could not fill it or others took a part of it.
   */
  readonly perCore: number
}

export async function openStage(pace: Pace): Promise<Stage> {
  // First of all: what is started afterwards stays where this process is.
  const cores = divideCores()
  const postgres = await startPostgres({ durable: true })
  const load = startChild(nodeCommand(new URL('load/main.ts', import.meta.url)))
  await load.read()
  return {
    pace,
    cores,
    async fire({ url, pid }, job) {
      const before = processorTime(pid)
      const { answers, rate, next } = await load.ask<LoadResult>({ url, ...job })
      const after = processorTime(pid)
      const used = before === undefined || after === undefined ? 0 : after - before
      return { next, rate, perCore: used > 0 ? answers / used : rate }
    },
    async newDatabase() {
      const url = await createDatabase(postgres.url)
      const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
      await migrate(db)
      await close()
      return url
    },
    async [Symbol.asyncDispose]() {
      await load.stop()
      await postgres.stop()
    },
  }
}
