import { join } from 'node:path'

import { createCommand, temporaryFolder } from '@latchkey/testing'
import { createDatabase } from '@latchkey/testing/postgres'
import { Client } from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'

const { run, startServer } = createCommand(
  join(import.meta.dirname, '../../apps/server/src/cli/main.ts'),
)

test('114 five servers that start at once on an empty database work as one', async () => {
  const env = { DATABASE_URL: await emptyDatabase(), PUBLIC_URL: 'http://localhost:3000' }
  const cwd = temporaryFolder()

  const servers = await Promise.all(Array.from({ length: 5 }, () => startServer({ cwd, env })))
  const keys = await Promise.all(
    servers.map(async ({ url }) => (await fetch(`${url}/.well-known/jwks.json`)).text()),
  )
  const [first, second] = servers
  const registered = await fetch(`${first?.url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ada', password: 'slow green tram 7' }),
  })
  const { accessToken } = JSON.parse(await registered.text())
  const me = await fetch(`${second?.url}/api/auth/me`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })

  expect(new Set(keys).size).toBe(1)
  expect([registered.status, me.status]).toEqual([201, 200])
  expect((await run(['migrate'], { cwd, env })).stdout).toBe('The database is up to date\n')
  const codes = await Promise.all(servers.map(async ({ stop }) => (await stop()).code))
  expect(codes).toEqual([0, 0, 0, 0, 0])
}, 60_000)

// Guarantee: half of a migration is never left behind, so who removes the cause just starts again.
test('114 a migration that fails changes nothing, and the server does not start', async () => {
  const url = await emptyDatabase()
  const env = { DATABASE_URL: url }
  const cwd = temporaryFolder()
  const client = new Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  // One of the last tables that are made; others are made before it.
  await client.query('create table revocations (theirs int)')
  const tables = async () => {
    const { rows } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables
       where schemaname = 'public' and tablename not like 'latchkey_migrations%'`,
    )
    return rows.map(({ name }) => name)
  }

  const failed = await run(['serve'], { cwd, env: { ...env, PORT: '0' } })
  const left = await tables()
  await client.query('drop table revocations')
  const repaired = await startServer({ cwd, env })

  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('relation "revocations" already exists')
  expect(left).toEqual(['revocations'])
  expect((await fetch(`${repaired.url}/readyz`)).status).toBe(200)
  expect(await tables()).toContain('sessions')
})

function emptyDatabase(): Promise<string> {
  return createDatabase(inject('databaseTemplate').serverUrl)
}
