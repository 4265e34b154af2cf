import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'

import { Client } from 'pg'
import { describe, expect, inject, test } from 'vitest'

import { databaseTest } from '../src/index.ts'
import { cloneDatabase, createTemplate, startPostgres } from '../src/postgres/index.ts'

describe('startPostgres', () => {
  // Guarantee: it is a PostgreSQL of the newest major version, and leaves nothing behind.
  test('runs until it is stopped', async () => {
    const postgres = await startPostgres()
    const version = await query(postgres.url, 'show server_version')
    const [{ directory = '' } = {}] = await query(
      postgres.url,
      `select current_setting('data_directory') as directory`,
    )
    await postgres.stop()

    expect(version).toEqual([{ server_version: expect.stringMatching(/^18\./) }])
    await expect(query(postgres.url, 'select 1')).rejects.toHaveProperty('code', 'ECONNREFUSED')
    await expect(readdir(directory)).rejects.toHaveProperty('code', 'ENOENT')
    expect(directory).toContain(tmpdir())
  })

  // Guarantee: a failed run stays a failed run. A library underneath would end it with code 0.
  test('does not change the exit code of the process', async () => {
    const script = fileURLToPath(new URL('exit-code-process.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=@latchkey/source', script])

    expect(await once(child, 'exit')).toEqual([3, null])
  })
})

describe('templates', () => {
  // Guarantee: copies have what the template has and know nothing of each other.
  test('are copied independently', async () => {
    const template = await createTemplate(inject('databaseTemplate').serverUrl, async (url) => {
      await query(url, 'create table notes (text text)')
    })
    const [first, second] = await Promise.all([cloneDatabase(template), cloneDatabase(template)])
    await query(first, `insert into notes values ('mine')`)

    expect(await query(first, 'select * from notes')).toEqual([{ text: 'mine' }])
    expect(await query(second, 'select * from notes')).toEqual([])
  })
})

describe('databaseTest', () => {
  // Guarantee: a test gets a migrated database.
  databaseTest('provides the tables', async ({ postgresUrl }) => {
    expect(await query(postgresUrl, 'select * from users')).toEqual([])
  })
})

async function query(url: string, text: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, string>>(text)
    return rows
  } finally {
    await client.end()
  }
}
