import { PGlite } from '@electric-sql/pglite'
import { CamelCasePlugin, Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely'
import { Pool, TypeOverrides } from 'pg'
import { describe, expect } from 'vitest'

import { hot, migrate, useDatabase, type LatchkeyTables } from '../src/index.ts'
import { insertUser, terminateAll, test as base } from './harness.ts'

const onError = () => undefined

const test = base.extend('pool', async ({ postgresUrl }, { onCleanup }) => {
  const pool = new Pool({ connectionString: postgresUrl, max: 1 })
  onCleanup(() => pool.end())
  return pool
})

describe('useDatabase', () => {
  // Guarantee: a pool of the host serves as one of ours would, and stays the host's.
  test('uses a pool, and leaves it open and as it was', async ({ pool }) => {
    const countUsers = hot('count-users', (db) =>
      db.selectFrom('users').select((eb) => eb.fn.countAll<number>().as('n')),
    )
    const { db, kind, close } = await useDatabase(pool, { onError })
    await insertUser(db)

    const counted = await countUsers(db, {})
    await close()

    expect(kind).toBe('postgres')
    expect(counted).toEqual([{ n: 1 }])
    const { rows } = await pool.query(
      'select count(*) as n, max(name) as name from pg_prepared_statements',
    )
    expect(rows).toEqual([{ n: '1', name: expect.stringMatching(/^count-users-/) }])
  })

  // Guarantee: a restart of the database does not end the process of a host that forgot to listen for
  // errors, and is told once for each connection, whoever used it last.
  test('survives the loss of idle connections', async ({ postgresUrl }) => {
    const pool = new Pool({ connectionString: postgresUrl, max: 3 })
    const lost: string[] = []
    const { db, close } = await useDatabase(pool, { onError: ({ message }) => lost.push(message) })
    const clients = await Promise.all(Array.from({ length: 3 }, () => pool.connect()))
    for (const client of clients) client.release()
    await sql`select 1`.execute(db)

    await terminateAll(postgresUrl)

    await expect.poll(() => pool.totalCount).toBe(0)
    expect(lost).toEqual(Array(3).fill('terminating connection due to administrator command'))
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
    await close()
    expect(pool.listenerCount('error')).toBe(0)
    await pool.end()
  })

  test('leaves nothing on a pool whose database is away', async () => {
    const pool = new Pool({ connectionString: 'postgres://latchkey@127.0.0.1:1/latchkey' })

    await expect(useDatabase(pool, { onError })).rejects.toThrow('ECONNREFUSED')

    expect(pool.listenerCount('error')).toBe(0)
    await pool.end()
  })

  // Guarantee: tables and rows keep their names, whatever plugins the host uses.
  test('uses a Kysely without its plugins', async ({ pool }) => {
    const types = new TypeOverrides()
    types.setTypeParser(20, Number)
    const typed = new Pool({ ...pool.options, types })
    const host = new Kysely<LatchkeyTables>({
      dialect: new PostgresDialect({ pool: typed }),
      plugins: [new CamelCasePlugin()],
    })
    const { db, close } = await useDatabase(host, { onError })
    await insertUser(db)
    await close()

    const row = await db.selectFrom('users').select(['email_key', 'role']).executeTakeFirst()

    expect(row).toEqual({ email_key: null, role: 'user' })
    await host.destroy()
  })

  // Guarantee: a Kysely that reads other types is refused at once, and not later by a wrong answer.
  test('refuses a Kysely that reads values differently', async ({ pool }) => {
    const host = new Kysely<LatchkeyTables>({ dialect: new PostgresDialect({ pool }) })

    await expect(useDatabase(host, { onError })).rejects.toThrow(
      new TypeError('The database must read int8 as a number. Pass the pg.Pool instead.'),
    )
  })

  // Guarantee: an embedded database of the host works too.
  test('uses a Kysely on PGlite', async () => {
    const pglite = await PGlite.create({
      parsers: { 17: (text) => Buffer.from(text.slice(2), 'hex') },
    })
    const host = new Kysely<LatchkeyTables>({ dialect: new PGliteDialect({ pglite }) })

    const { db, kind } = await useDatabase(host, { onError })

    expect(kind).toBe('pglite')
    expect(await migrate(db)).toEqual(['0001-sign-in'])
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
    await host.destroy()
  })
})
