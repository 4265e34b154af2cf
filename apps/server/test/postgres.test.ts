import { cloneDatabase } from '@latchkey/testing/postgres'
import { temporaryFolder } from '@latchkey/testing'
import { expect, inject, test } from 'vitest'

import { latchkey, startServer } from './process.ts'

function emptyDatabase(): Promise<string> {
  return cloneDatabase({ ...inject('databaseTemplate'), name: 'template0' })
}

// 114: migrations are safe under concurrent start.
test('five servers that start at once on an empty database work as one', async () => {
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
  expect((await latchkey(['migrate'], { cwd, env })).stdout).toBe('The database is up to date\n')
  const codes = await Promise.all(servers.map(async ({ stop }) => (await stop()).code))
  expect(codes).toEqual([0, 0, 0, 0, 0])
}, 60_000)

test('a database that does not answer is a sentence without the password', async () => {
  const { code, stdout, stderr } = await latchkey(['serve'], {
    cwd: temporaryFolder(),
    env: { DATABASE_URL: 'postgres://latchkey:canary-password@127.0.0.1:1/latchkey' },
  })

  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^Latchkey failed: .*ECONNREFUSED 127\.0\.0\.1:1\n$/)
})
