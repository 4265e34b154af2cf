import { sql } from 'kysely'
import { Pool } from 'pg'
import { describe, expect, vi } from 'vitest'

import {
  isUnavailable,
  useDatabase,
  type Channel,
  type Database,
  type OpenedDatabase,
} from '../src/index.ts'
import { ENGINES, open, test as base } from './harness.ts'
import { startPooler } from './pooler.ts'

const CHANNEL = 'news'

const test = base
  .extend('opened', async ({ engine, memory, postgresUrl }, { onCleanup }) => {
    if (engine === 'pglite') return memory()
    const opened = await open(postgresUrl)
    onCleanup(opened.close)
    return opened
  })
  .extend('pool', async ({ postgresUrl }, { onCleanup }) => {
    const pool = new Pool({ connectionString: postgresUrl, max: 2 })
    onCleanup(() => pool.end())
    return pool
  })

describe.for(ENGINES)('a channel on %s', (engine) => {
  test.override('engine', engine)

  // Guarantee: what was said in a transaction is heard if and when it commits.
  test('passes on what was committed, and nothing else', async ({ opened }) => {
    const { channel, messages } = await listenTo(opened)

    await opened.db
      .transaction()
      .execute(async (trx) => {
        await notify(trx, 'rolled back')
        throw new Error('no')
      })
      .catch(() => undefined)
    const before = await opened.db.transaction().execute(async (trx) => {
      await notify(trx, 'first')
      await notify(trx, 'second')
      await channel.ping()
      return [...messages]
    })
    await channel.ping()

    expect(before).toEqual([])
    expect(messages).toEqual(['first', 'second'])
    await channel.close()
  })

  test('is silent once it is closed', async ({ opened }) => {
    const { channel, messages, losses } = await listenTo(opened)
    const other = await listenTo(opened)

    await channel.close()
    await channel.close()
    await notify(opened.db, 'too late')
    await other.channel.ping()

    expect(messages).toEqual([])
    expect(losses).toEqual([])
    expect(other.messages).toEqual(['too late'])
    await other.channel.close()
  })
})

describe('a connection that is lost', () => {
  test('is told once', async ({ opened }) => {
    const { channel, losses } = await listenTo(opened)

    await terminate(opened.db)
    await vi.waitFor(() => expect(losses).toHaveLength(1))

    await expect(channel.ping()).rejects.toThrow('Connection terminated')
    await channel.close()
    expect(losses).toHaveLength(1)
    expect(isUnavailable(losses[0])).toBe(true)
  })

  // Guarantee: a server that says nothing any more does not look like one that has nothing to say.
  test('is noticed by a ping, also when it only hangs', async ({ postgresUrl, onTestFinished }) => {
    const opened = await open(postgresUrl, { queryTimeout: 500 })
    const { channel, losses } = await listenTo(opened)
    const [pid = 0] = await listeners(opened.db)
    onTestFinished(async () => {
      process.kill(pid, 'SIGCONT')
      await opened.close()
    })
    process.kill(pid, 'SIGSTOP')

    await expect(channel.ping()).rejects.toThrow()

    expect(losses).toHaveLength(1)
    await expect(channel.ping()).rejects.toThrow('Connection terminated')
  })

  test('can be replaced', async ({ opened }) => {
    const { losses } = await listenTo(opened)
    await terminate(opened.db)
    await vi.waitFor(() => expect(losses).toHaveLength(1))

    const { channel, messages } = await listenTo(opened)
    await notify(opened.db, 'again')
    await channel.ping()

    expect(messages).toEqual(['again'])
  })
})

describe('closing the database', () => {
  test('closes its channels, which is no loss', async ({ opened: { db }, postgresUrl }) => {
    const opened = await open(postgresUrl)
    const { losses } = await listenTo(opened)
    const before = await listeners(db)

    await opened.close()

    await vi.waitFor(async () => expect(await listeners(db)).toEqual([]))
    expect(before).toHaveLength(1)
    expect(losses).toEqual([])
    await expect(listenTo(opened)).rejects.toThrow('destroyed')
  })
})

describe('in a database of the host', () => {
  const options = { onError: () => undefined }

  test('one connection of a pool is kept, until the channel is closed', async ({ pool }) => {
    const opened = await useDatabase(pool, options)
    const { channel, messages } = await listenTo(opened)
    const kept = pool.totalCount - pool.idleCount

    await notify(opened.db, 'heard')
    await channel.ping()
    await channel.close()

    expect(messages).toEqual(['heard'])
    expect(kept).toBe(1)
    expect(pool.totalCount - pool.idleCount).toBe(0)
  })

  test('a lost connection goes back to the pool', async ({ pool }) => {
    const opened = await useDatabase(pool, options)
    const { losses } = await listenTo(opened)

    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where query like 'listen %' and datname = current_database()`.execute(opened.db)

    await vi.waitFor(() => expect(losses).toHaveLength(1))
    expect(pool.totalCount - pool.idleCount).toBe(0)
  })

  // Guarantee: listening never takes the connection that queries need.
  test('a pool of one connection is not listened in', async ({ postgresUrl, onTestFinished }) => {
    const pool = new Pool({ connectionString: postgresUrl, max: 1 })
    onTestFinished(() => pool.end())

    expect((await useDatabase(pool, options)).listen).toBeUndefined()
  })

  test('a Kysely is not listened in', async ({ memory }) => {
    const { db } = await memory()

    expect((await useDatabase(db, options)).listen).toBeUndefined()
  })
})

// Guarantee: where messages get lost without a word, nobody waits for them.
test('behind a pooler there is no channel', async ({ postgresUrl, onTestFinished }) => {
  const pooler = await startPooler(postgresUrl)
  const opened = await open(pooler.url)
  onTestFinished(async () => {
    await opened.close()
    pooler.stop()
  })

  const channel = await opened.listen?.(CHANNEL, { onMessage: fail, onLost: fail })

  expect(opened.listen).toBeDefined()
  expect(channel).toBeUndefined()
})

interface Heard {
  channel: Channel
  messages: string[]
  losses: Error[]
}

async function listenTo({ listen }: OpenedDatabase): Promise<Heard> {
  const messages: string[] = []
  const losses: Error[] = []
  const channel = await listen?.(CHANNEL, {
    onMessage: (payload) => messages.push(payload),
    onLost: (error) => losses.push(error),
  })
  if (!channel) throw new Error('there is no channel')
  return { channel, messages, losses }
}

async function notify(db: Database, message: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${message})`.execute(db)
}

/** The processes of PostgreSQL that serve channels of this database. */
async function listeners(db: Database): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where application_name = 'latchkey-listen' and datname = current_database()`.execute(db)
  return rows.map(({ pid }) => pid)
}

async function terminate(db: Database): Promise<void> {
  for (const pid of await listeners(db)) await sql`select pg_terminate_backend(${pid})`.execute(db)
}

function fail(): never {
  throw new Error('there must be no channel')
}
