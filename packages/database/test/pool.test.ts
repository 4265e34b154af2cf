import { sql } from 'kysely'
import { Client } from 'pg'
import { describe, expect } from 'vitest'

import { openDatabase } from '../src/index.ts'
import { test } from './harness.ts'

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

async function terminateAll(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )
  await client.end()
}
