import { temporaryFolder } from '@latchkey/testing'
import { expect, test as base, vi } from 'vitest'

import { personAt } from './person.ts'
import { latchkey, startServer } from './process.ts'

// Each command is a process, and each start of an embedded database takes seconds.
vi.setConfig({ testTimeout: 90_000 })

// The tests share a database, so their order matters.
const test = base
  .extend('cwd', { scope: 'file' }, ({}, { onCleanup }) => temporaryFolder(onCleanup))
  .extend('server', { scope: 'file' }, ({ cwd }, { onCleanup }) => startServer({ cwd, onCleanup }))
  .extend('keys', ({ cwd }) => async (...args: string[]): Promise<ListedKey[]> => {
    const { code, stdout, stderr } = await latchkey(['keys', ...args, '--json'], { cwd })
    if (code !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  })

interface ListedKey {
  kid: string
  state: string
  createdAt: string
  changesAt: string | null
}

test('keys list shows what the running server signs with', async ({ server, cwd, keys }) => {
  const published = await fetch(`${server.url}/.well-known/jwks.json`)
  const jwks: { keys: { kid: string }[] } = JSON.parse(await published.text())

  const listed = await keys('list')
  const { stdout } = await latchkey(['keys', 'list'], { cwd })

  expect(listed.map(({ kid }) => kid)).toEqual(jwks.keys.map(({ kid }) => kid))
  expect(listed.map(({ state }) => state)).toEqual(['current', 'next'])
  expect(stdout).toMatch(/^KID +STATE +CREATED +SIGNS SINCE +SIGNED UNTIL +CHANGES$/m)
  expect(stdout).toMatch(new RegExp(`^${listed[1]?.kid} +next +\\d{4}-`, 'm'))
})

test('keys rotate waits until the next key is known, and says how long', async ({ keys }) => {
  const before = await keys('list')

  const after = await keys('rotate')

  const due = Date.parse(before[1]?.createdAt ?? '') + 420_000
  expect(after.map(({ kid, state }) => [kid, state])).toEqual(
    before.map(({ kid, state }) => [kid, state]),
  )
  expect(after.map(({ changesAt }) => Date.parse(changesAt ?? ''))).toEqual([due, due])
})

// Guarantee: the server that holds the database stops trusting the key with the command.
test('keys rotate --emergency takes effect at once, and signs nobody out', async ({
  server,
  keys,
}) => {
  const person = personAt(server.url)
  const victim = await person.signUp()
  const [stolen, next] = await keys('list')

  const after = await keys('rotate', '--emergency')

  expect(after.map(({ kid, state }) => [kid, state])).toEqual([
    [next?.kid, 'current'],
    [expect.any(String), 'next'],
    [stolen?.kid, 'retired'],
  ])
  expect(await person.use(victim)).toBe(401)
  expect(await person.use(await person.refresh(victim))).toBe(200)
})

test('keys rotate works beside no server, too', async ({ server, keys }) => {
  const before = await keys('list')
  await server.stop()

  const after = await keys('rotate', '--emergency')

  expect(after[0]?.kid).toBe(before[1]?.kid)
})

// Guarantee: a command with the wrong settings does not make up a secret that nobody else has.
test('keys rotate needs the secret of the installation', async () => {
  const cwd = temporaryFolder()
  await latchkey(['migrate'], { cwd })

  const { code, stderr } = await latchkey(['keys', 'rotate'], { cwd })

  expect(code).toBe(1)
  expect(stderr).toContain('AUTH_SECRET is missing')
})
