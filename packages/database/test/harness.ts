import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { databaseTest } from '@latchkey/testing'
import { cloneDatabase } from '@latchkey/testing/postgres'
import { Client } from 'pg'
import { inject } from 'vitest'

import { migrate, newId, openDatabase, type Database, type OpenedDatabase } from '../src/index.ts'

export const ENGINES = ['postgres', 'pglite'] as const
type Engine = (typeof ENGINES)[number]

/**
 * `test` with a migrated `db` on the `engine`: PostgreSQL, unless a suite overrides it. Tests on
 * PGlite share one database per file, because starting one takes a second.
 */
export const test = databaseTest
  .extend('engine', (): Engine => 'postgres')
  .extend('memory', { scope: 'file' }, ({}, { onCleanup }) => {
    let opened: Promise<OpenedDatabase> | undefined
    onCleanup(async () => (await opened)?.close())
    return () => (opened ??= openMigratedMemory())
  })
  .extend('db', async ({ engine, memory }, { onCleanup }) => {
    if (engine === 'pglite') return (await memory()).db
    const { db, close } = await open(await cloneDatabase(inject('databaseTemplate')))
    onCleanup(close)
    return db
  })
  .extend('folder', async ({}, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
    onCleanup(() => rm(folder, { recursive: true, force: true }))
    return folder
  })

/** Opens a database whose lost connections are expected. */
export function open(url: string, options: { poolSize?: number; queryTimeout?: number } = {}) {
  // Tests run beside each other on a busy machine, so only those about time limits have short ones.
  return openDatabase({
    url,
    dataDir: '',
    queryTimeout: 20_000,
    onError: () => undefined,
    ...options,
  })
}

/** Adds a user and returns the id. */
export async function insertUser(db: Database): Promise<string> {
  const id = newId()
  await db.insertInto('users').values({ id, role: 'user' }).execute()
  return id
}

/** Ends every other connection to the database, as a restart does. */
export async function terminateAll(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )
  await client.end()
}

async function openMigratedMemory(): Promise<OpenedDatabase> {
  const opened = await open('memory:')
  await migrate(opened.db)
  return opened
}
