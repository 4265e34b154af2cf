import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { temporaryFolder } from '@latchkey/testing'
import { expect, test as base } from 'vitest'

import { latchkey, startServer } from './process.ts'

// Creating an embedded database takes seconds, so the tests share one as far as they can.
const test = base
  .extend('folder', { scope: 'file' }, ({}, { onCleanup }) => temporaryFolder(onCleanup))
  .extend('server', { scope: 'file' }, ({ folder }, { onCleanup }) =>
    startServer({ cwd: folder, onCleanup }),
  )

async function register(url: string, username: string): Promise<number> {
  const response = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: 'slow green tram 7' }),
  })
  await response.arrayBuffer()
  return response.status
}

async function listUsers(cwd: string): Promise<string[]> {
  const { stdout } = await latchkey(['users', 'list', '--limit', '10000', '--json'], { cwd })
  const users: { username: string }[] = JSON.parse(stdout)
  return users.map(({ username }) => username)
}

test('a second server on the same folder ends and names the first', async ({ server }) => {
  const { code, stdout, stderr } = await latchkey(['serve'], {
    cwd: server.cwd,
    env: { PORT: '0' },
  })

  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain(`in use by process ${server.pid}`)
})

test('only the user who runs the server can reach its control socket', ({ server }) => {
  const { mode } = statSync(join(server.cwd, '.latchkey/control.sock'))

  expect(mode & 0o777).toBe(0o600)
})

test('a server refuses arguments that make no sense as the command itself does', async ({
  server,
}) => {
  const args = ['users', 'list', '--limit', 'all']

  const { code, stderr } = await latchkey(args, { cwd: server.cwd })

  expect(code).toBe(2)
  expect(stderr).toContain('--limit must be a whole number from 1 to 10000')
  expect(stderr).toContain('Usage: latchkey users list [--limit N] [--json]')
})

// Guarantee: commands beside a busy server neither lose its writes nor miss them.
test('1,000 accounts survive commands that run while they are written', async ({ server }) => {
  const { cwd } = server
  const names = Array.from({ length: 1000 }, (_, index) => `user${index}`)

  const queue = names.values()
  async function work() {
    const statuses: number[] = []
    for (const name of queue) statuses.push(await register(server.url, name))
    return statuses
  }
  const writers = Array.from({ length: 16 }, work)
  const counts: number[] = []
  for (let round = 0; round < 3; round += 1) counts.push((await listUsers(cwd)).length)
  const statuses = await Promise.all(writers)

  expect(new Set(statuses.flat())).toEqual(new Set([201]))
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  expect(new Set(await listUsers(cwd))).toEqual(new Set(names))

  // Without a server the command opens the database itself.
  expect((await server.stop()).code).toBe(0)
  expect(existsSync(join(cwd, '.latchkey/control.sock'))).toBe(false)
  expect(new Set(await listUsers(cwd))).toEqual(new Set(names))
}, 120_000)

test('latchkey migrate creates the tables once', async () => {
  const cwd = temporaryFolder()

  const tooEarly = await latchkey(['users', 'list'], { cwd })
  const first = await latchkey(['migrate'], { cwd })
  const second = await latchkey(['migrate'], { cwd })
  const users = await latchkey(['users', 'list'], { cwd })

  expect(tooEarly.code).toBe(1)
  expect(tooEarly.stderr).toContain('latchkey migrate')
  expect(first.stdout).toMatch(/^applied 0001-sign-in$/m)
  expect(second.stdout).toBe('The database is up to date\n')
  expect(users.stdout).toBe('ID  EMAIL  USERNAME  ROLE  STATUS  CREATED\n')
}, 60_000)
