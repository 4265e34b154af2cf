import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
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
    const [{ directory = '' } = {}] = await query(postgres.url, DIRECTORY)
    await postgres.stop()

    expect(version).toEqual([{ server_version: expect.stringMatching(/^18\./) }])
    await expect(query(postgres.url, 'select 1')).rejects.toHaveProperty('code', 'ECONNREFUSED')
    expect(existsSync(directory)).toBe(false)
    expect(directory).toContain(tmpdir())
  })

  // Guarantee: a failed run stays a failed run. A library underneath would end it with code 0.
  test('does not change the exit code of the process', async () => {
    const child = spawnScript('exit-code-process.ts')

    expect(await once(child, 'exit')).toEqual([3, null])
  })
})

describe('the end of the process', () => {
  // Guarantee: nothing is left running or lying around, however a run ends.
  test('is the end of PostgreSQL', async () => {
    const child = spawnScript('killed-process.ts')
    const [text] = await once(child.stdout, 'data')
    const url = String(text).trim()
    const [{ directory = '' } = {}] = await query(url, DIRECTORY)
    child.kill('SIGKILL')

    await expect.poll(() => existsSync(directory), { timeout: 20_000 }).toBe(false)
    await expect(query(url, 'select 1')).rejects.toHaveProperty('code', 'ECONNREFUSED')
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

const DIRECTORY = `select current_setting('data_directory') as directory`

function spawnScript(name: string) {
  const path = fileURLToPath(new URL(name, import.meta.url))
  return spawn(process.execPath, ['--conditions=@latchkey/source', path])
}

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
