import { sql } from 'kysely'
import { createDatabase } from '@latchkey/testing/postgres'
import { describe, expect, inject } from 'vitest'

import { migrate, pendingMigrations, type Database } from '../src/index.ts'
import { unmigrate } from '../src/migrate.ts'
import { MIGRATIONS } from '../src/migrations/index.ts'
import { ENGINES, open, test } from './harness.ts'
import { nextMessage, startProcess } from './processes.ts'

describe.each(ENGINES)('migrate on %s', (engine) => {
  test.override('engine', engine)

  // Guarantee: every migration can be undone, and leaves nothing behind that stops it later.
  test('runs up, down and up again', async ({ db }) => {
    const created = await describeTables(db)
    const undone = await unmigrate(db)
    const left = await describeTables(db)
    const again = await migrate(db)

    expect(undone).toEqual(['0001-sign-in'])
    expect(left).toEqual([])
    expect(again).toEqual(['0001-sign-in'])
    expect(await describeTables(db)).toEqual(created)
    expect(created).not.toEqual([])
  })

  // Guarantee: what was applied is not applied again, and is no longer reported as pending.
  test('does nothing when everything is applied', async ({ db }) => {
    expect(await pendingMigrations(db)).toEqual([])
    expect(await migrate(db)).toEqual([])
  })

  // Guarantee: pending migrations run together or not at all, and the failure is told.
  test('changes nothing when one of several fails', async ({ db }) => {
    const before = await describeTables(db)
    const migrations = {
      ...MIGRATIONS,
      '0002-good': { up: (trx: Database) => addTable(trx, 'good') },
      '0003-bad': { up: (trx: Database) => addTable(trx, 'users') },
    }

    const attempt = migrate(db, migrations)

    await expect(attempt).rejects.toThrow('Migration 0003-bad failed')
    await expect(attempt).rejects.toHaveProperty('cause.code', '42P07')
    expect(await describeTables(db)).toEqual(before)
    expect(await pendingMigrations(db, migrations)).toEqual(['0002-good', '0003-bad'])
    expect(await migrate(db)).toEqual([])
  })

  // Guarantee: an older version starts on a database that a newer one has migrated.
  test('leaves the work of a newer version alone', async ({ db }) => {
    const newer = { ...MIGRATIONS, '0002-newer': { up: async () => undefined } }
    await migrate(db, newer)

    expect(await migrate(db)).toEqual([])
    await sql`delete from latchkey_migrations where name = '0002-newer'`.execute(db)
  })
})

describe('migrate by several processes', () => {
  // Guarantee: of five servers that start at once on an empty database one migrates, none fails.
  test('is done by exactly one of five', async () => {
    const url = await emptyDatabase()
    const servers = Array.from({ length: 5 }, () => startProcess('migrate-process.ts', [url]))
    await Promise.all(servers.map(nextMessage))

    const applied = await Promise.all(
      servers.map((server) => {
        server.send('go')
        return nextMessage(server)
      }),
    )

    expect(applied.map(String).toSorted()).toEqual(['', '', '', '', '0001-sign-in'])
  })

  // Guarantee: a migration may take longer than a query, for who runs it and for who waits.
  test('is not subject to the time limit of queries', async () => {
    const url = await emptyDatabase()
    const slow = {
      '0001-slow': {
        up: async (trx: Database) => void (await sql`select pg_sleep(0.6)`.execute(trx)),
      },
    }
    const first = await open(url, { queryTimeout: 100, poolSize: 1 })
    const second = await open(url, { queryTimeout: 100, poolSize: 1 })

    const applied = await Promise.all([migrate(first.db, slow), migrate(second.db, slow)])
    const afterwards = sql`select pg_sleep(0.6)`.execute(first.db)

    expect(applied.flat()).toEqual(['0001-slow'])
    await expect(afterwards).rejects.toHaveProperty('code', '57014')
    await first.close()
    await second.close()
  })

  // Guarantee: tables go where the connection looks for them, whatever other schemas hold.
  test('uses the schema of the connection', async () => {
    const url = await emptyDatabase()
    const plain = await open(url)
    await migrate(plain.db)
    await sql`create schema tenant`.execute(plain.db)
    const tenant = await open(`${url}?options=-c%20search_path%3Dtenant`)

    const applied = await migrate(tenant.db)

    expect(applied).toEqual(['0001-sign-in'])
    const { rows } = await sql`
      select schemaname from pg_tables where tablename = 'users' order by 1
    `.execute(plain.db)
    expect(rows).toEqual([{ schemaname: 'public' }, { schemaname: 'tenant' }])
    await tenant.close()
    await plain.close()
  })
})

async function emptyDatabase(): Promise<string> {
  return createDatabase(inject('databaseTemplate').serverUrl)
}

async function addTable(db: Database, name: string): Promise<void> {
  await db.schema.createTable(name).addColumn('id', 'uuid').execute()
}

/** Every column, constraint and index of our tables, as text. */
async function describeTables(db: Database): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns
      where table_schema = 'public' and table_name not like 'latchkey_migrations%'
    union all
    select format('%s %s', conname, pg_get_constraintdef(oid))
      from pg_constraint
      where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'latchkey_migrations%'
    union all
    select indexdef from pg_indexes
      where schemaname = 'public' and tablename not like 'latchkey_migrations%'
    order by line
  `.execute(db)
  return rows.map((row) => row.line)
}
