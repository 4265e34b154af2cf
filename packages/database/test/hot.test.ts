import { sql } from 'kysely'
import { describe, expect, expectTypeOf } from 'vitest'

import { hot, newId, type Parameter } from '../src/index.ts'
import { ENGINES, insertUser, open, test } from './harness.ts'

const keepSetting = hot(
  'keep-setting',
  (db, parameter: Parameter<{ name: string; value: string }>) =>
    db
      .insertInto('installation_settings')
      .values({ name: parameter('name'), value: parameter('value') })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet({ value: parameter('value'), updated_at: sql`now()` }),
      )
      .returning(['name', 'value']),
)

const findUsers = hot('find-users', (db, parameter: Parameter<{ ids: string[]; since: Date }>) =>
  db
    .selectFrom('users')
    .select(['id', 'created_at'])
    .where('role', '=', 'user')
    .where('id', '=', (eb) => eb.fn.any(parameter('ids')))
    .where('created_at', '>', parameter('since'))
    .orderBy('id'),
)

describe.each(ENGINES)('a hot statement on %s', (engine) => {
  test.override('engine', engine)

  // Guarantee: it answers what the same query answers through Kysely, with the values of the call.
  test('puts each value in its place', async ({ db }) => {
    const name = newId()
    const first = await keepSetting(db, { name, value: 'one' })
    const second = await keepSetting(db, { value: 'two', name })

    expectTypeOf(first).toEqualTypeOf<{ name: string; value: string }[]>()
    expect(first).toEqual([{ name, value: 'one' }])
    expect(second).toEqual([{ name, value: 'two' }])
  })

  // Guarantee: constants of the query stay, and values may be lists and dates.
  test('mixes constants and values of every kind', async ({ db }) => {
    const ids = [await insertUser(db), await insertUser(db)]

    const found = await findUsers(db, { ids, since: new Date(0) })
    const none = await findUsers(db, { ids, since: new Date('2999-01-01') })

    expect(found.map((row) => row.id)).toEqual(ids)
    expect(none).toEqual([])
  })

  // Guarantee: inside a transaction it sees and undoes what the transaction does.
  test('takes part in a transaction', async ({ db }) => {
    const name = newId()
    const attempt = db.transaction().execute(async (trx) => {
      await keepSetting(trx, { name, value: 'kept' })
      throw new Error('undone')
    })

    await expect(attempt).rejects.toThrow('undone')
    const rows = await db.selectFrom('installation_settings').where('name', '=', name).execute()
    expect(rows).toEqual([])
  })
})

describe('a hot statement on PostgreSQL', () => {
  // Guarantee: it is prepared once per connection and reused, in and out of transactions.
  test('is prepared under its name', async ({ postgresUrl }) => {
    const { db, close } = await open(postgresUrl, { poolSize: 1 })
    await keepSetting(db, { name: 'a', value: '1' })
    await keepSetting(db, { name: 'b', value: '2' })
    await db.transaction().execute((trx) => keepSetting(trx, { name: 'c', value: '3' }))
    await db.selectFrom('users').select('id').execute()

    const { rows } = await sql<{ name: string; calls: number }>`
      select name, generic_plans + custom_plans as calls from pg_prepared_statements
    `.execute(db)

    expect(rows).toEqual([{ name: expect.stringMatching(/^keep-setting-[\da-f]{12}$/), calls: 3 }])
    await close()
  })

  // Guarantee: one name with two texts gives two statements, never the answer of the other one.
  test('is told from another one of the same name by its text', async ({ postgresUrl }) => {
    const { db, close } = await open(postgresUrl, { poolSize: 1 })
    const one = hot('same', () => sql<{ n: number }>`select 1 as n`)
    const two = hot('same', () => sql<{ n: number }>`select 2 as n`)

    expect([await one(db, {}), await two(db, {}), await one(db, {})]).toEqual([
      [{ n: 1 }],
      [{ n: 2 }],
      [{ n: 1 }],
    ])
    const { rows } = await sql`select name from pg_prepared_statements`.execute(db)
    expect(rows).toHaveLength(2)
    await close()
  })

  // Guarantee: the name fits into PostgreSQL's limit together with the digest.
  test.for(['', 'Find', 'find_user', 'x'.repeat(49)])('refuses the name "%s"', (name) => {
    expect(() => hot(name, (db) => db.selectFrom('users').select('id'))).toThrow(TypeError)
  })
})
