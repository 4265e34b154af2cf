import { describe, expect } from 'vitest'

import { newId } from '../src/index.ts'
import { ENGINES, insertUser, test } from './harness.ts'

describe.each(ENGINES)('a transaction on %s', (engine) => {
  test.override('engine', engine)

  // Guarantee: a query made outside while it runs is not part of it, so undoing it undoes no more.
  test('does not swallow queries from outside', async ({ db }) => {
    const inside = newId()
    const outside: Promise<string>[] = []
    const attempt = db.transaction().execute(async (trx) => {
      await trx.insertInto('users').values({ id: inside, role: 'user' }).execute()
      outside.push(insertUser(db), insertUser(db))
      await trx.selectFrom('users').select('id').execute()
      throw new Error('undone')
    })

    await expect(attempt).rejects.toThrow('undone')
    const ids = await Promise.all(outside)
    const rows = await db
      .selectFrom('users')
      .select('id')
      .where('id', 'in', [inside, ...ids])
      .orderBy('id')
      .execute()
    expect(rows.map((row) => row.id)).toEqual(ids.toSorted())
  })

  // Guarantee: transactions that overlap do not mix.
  test('does not mix with another one', async ({ db }) => {
    const run = (id: string, fails: boolean) =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto('users').values({ id, role: 'user' }).execute()
        await trx.selectFrom('users').select('id').execute()
        if (fails) throw new Error('undone')
      })
    const ids = Array.from({ length: 20 }, newId)

    await Promise.allSettled(ids.map((id, index) => run(id, index % 2 === 0)))

    const rows = await db
      .selectFrom('users')
      .select('id')
      .where('id', 'in', ids)
      .orderBy('id')
      .execute()
    expect(rows.map((row) => row.id)).toEqual(ids.filter((_, index) => index % 2 === 1))
  })

  // Guarantee: after an error inside it nothing of it is kept, even if the error was caught.
  test('keeps nothing after an error', async ({ db }) => {
    const id = newId()
    const attempt = db.transaction().execute(async (trx) => {
      await trx.insertInto('users').values({ id, role: 'user' }).execute()
      await trx
        .insertInto('users')
        .values({ id, role: 'user' })
        .execute()
        .catch(() => undefined)
    })

    await expect(attempt).rejects.toThrow()
    expect(await db.selectFrom('users').where('id', '=', id).execute()).toEqual([])
  })
})
