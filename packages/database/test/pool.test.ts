import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { isUnavailable, openDatabase } from '../src/index.ts'
import { MAX_WAITING } from '../src/limited-pool.ts'
import { open, terminateAll, test } from './harness.ts'

describe('the pool', () => {
  // Guarantee: losing every connection, idle or in the middle of a transaction, ends no process,
  // and the next query works.
  test('survives the loss of all its connections', async ({ postgresUrl }) => {
    const lost: string[] = []
    const { db, close } = await openDatabase({
      url: postgresUrl,
      dataDir: '',
      poolSize: 4,
      onError: (error) => lost.push(error.message),
    })
    await Promise.all(Array.from({ length: 4 }, () => sql`select 1`.execute(db)))

    const attempt = db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx)
      await terminateAll(postgresUrl)
      await sql`select 1`.execute(trx)
    })

    await expect(attempt).rejects.toThrow()
    await expect.poll(() => lost.length).toBe(4)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sql`select 1 as one`.execute(db)),
    )
    expect(answers.flatMap(({ rows }) => rows)).toHaveLength(8)
    await close()
  })
})

describe('the queue for connections', () => {
  // Guarantee: a database that hangs does not make callers pile up without end.
  test('is bounded, and who waits in it is served', async ({ postgresUrl }) => {
    const { db, close } = await open(postgresUrl, { poolSize: 1 })
    const ask = () => sql<{ one: number }>`select 1 as one`.execute(db)

    const { waiting, refused } = await db.transaction().execute(async () => {
      const waiting = Array.from({ length: MAX_WAITING }, ask)
      const refused: unknown = await ask().catch((error: unknown) => error)
      return { waiting, refused }
    })

    expect(refused).toMatchObject({ message: 'too many wait for a connection' })
    expect(isUnavailable(refused)).toBe(true)
    const answers = await Promise.all(waiting)
    expect(answers.flatMap(({ rows }) => rows)).toHaveLength(MAX_WAITING)
    await close()
  })
})
