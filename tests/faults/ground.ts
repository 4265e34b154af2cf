import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { migrate, openDatabase } from '@latchkey/database'
import { createCommand, type Ended, type RunningServer } from '@latchkey/testing/command'
import {
  cloneDatabase,
  createDatabase,
  createTemplate,
  startPostgres,
  type RunningPostgres,
} from '@latchkey/testing/postgres'

/** A server that is killed at the end of its block if it still runs. */
export interface Server extends RunningServer, AsyncDisposable {
  hasEnded(): boolean
}

/** Where faults happen: a PostgreSQL that keeps what it commits, and real servers on it. */
export interface Ground extends AsyncDisposable {
  readonly postgres: RunningPostgres
  /** A new migrated database: its URL. */
  newDatabase(): Promise<string>
  /** A new database without any tables: its URL. */
  emptyDatabase(): Promise<string>
  startServer(databaseUrl: string, env?: Readonly<Record<string, string>>): Promise<Server>
  /** Runs `latchkey` on a database. */
  latchkey(databaseUrl: string, ...args: string[]): Promise<Ended>
}

export const PUBLIC_URL = 'http://auth.example.test'

const SETTINGS = {
  NODE_ENV: 'test',
  AUTH_SECRET: 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM',
  PUBLIC_URL,
}

const command = createCommand(join(import.meta.dirname, '../../apps/server/src/cli/main.ts'))

export async function openGround(): Promise<Ground> {
  const postgres = await startPostgres({ durable: true })
  const template = await createTemplate(postgres.url, prepare)
  const cwd = await mkdtemp(join(tmpdir(), 'latchkey-faults-'))
  const kills: (() => void)[] = []
  const killAll = () => kills.forEach((kill) => kill())
  const onCleanup = (kill: () => void) => void kills.push(kill)
  // Nothing that was started here outlives this process.
  process.once('exit', killAll)
  return {
    postgres,
    newDatabase: () => cloneDatabase(template),
    emptyDatabase: () => createDatabase(postgres.url),
    async startServer(databaseUrl, env) {
      const server = await command.startServer({
        cwd,
        env: { ...SETTINGS, DATABASE_URL: databaseUrl, ...env },
        onCleanup,
      })
      let hasEnded = false
      void server.ended.finally(() => {
        hasEnded = true
      })
      return {
        ...server,
        hasEnded: () => hasEnded,
        [Symbol.asyncDispose]: async () => void (await server.stop('SIGKILL')),
      }
    },
    latchkey: (databaseUrl, ...args) =>
      command.run(args, {
        cwd,
        env: { ...SETTINGS, DATABASE_URL: databaseUrl },
        onCleanup,
      }),
    async [Symbol.asyncDispose]() {
      process.off('exit', killAll)
      killAll()
      await postgres.stop()
      await rm(cwd, { recursive: true, force: true })
    },
  }
}

async function prepare(url: string): Promise<void> {
  const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
  try {
    await migrate(db)
  } finally {
    await close()
  }
}
