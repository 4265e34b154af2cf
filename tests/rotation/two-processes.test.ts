import { openDatabase, type OpenedDatabase } from '@latchkey/database'
import { temporaryFolder, type RunningServer } from '@latchkey/testing'
import { cloneDatabase } from '@latchkey/testing/postgres'
import { sql } from 'kysely'
import { expect, inject, onTestFinished, test, vi } from 'vitest'

import { latchkey, startServer } from '../e2e/server.ts'
import { startClients } from './clients.ts'

vi.setConfig({ testTimeout: 120_000 })

const OLD = 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM'
const NEW = 'uE6nQ0wYb2KtR8hVzM4dXfS1jLc7PaG9oTiNyCsBkJU'

/** Two servers on one database, behind what sends each request to another one. */
async function startService() {
  const cwd = temporaryFolder()
  const databaseUrl = await cloneDatabase(inject('databaseTemplate'))
  const env = (secrets: string) => ({
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: secrets,
    PUBLIC_URL: 'http://auth.example.test',
    LOG_LEVEL: 'warn',
  })
  const start = (secrets: string) => startServer({ cwd, env: env(secrets) })
  const servers: RunningServer[] = await Promise.all([start(OLD), start(OLD)])
  let secretsNow = OLD
  let turn = 0
  return {
    servers,
    databaseUrl,
    nextServer() {
      turn += 1
      return servers[turn % servers.length]?.url ?? ''
    },
    /** One server after the other is replaced by one with these secrets. */
    async deploy(secrets: string): Promise<void> {
      secretsNow = secrets
      for (const [index, old] of servers.entries()) {
        servers[index] = await start(secrets)
        await old.stop()
      }
    },
    async run<T>(...args: string[]): Promise<T> {
      const { code, stdout, stderr } = await latchkey([...args, '--json'], {
        cwd,
        env: env(secretsNow),
      })
      if (code !== 0) throw new Error(stderr)
      return JSON.parse(stdout)
    },
  }
}

type Service = Awaited<ReturnType<typeof startService>>

interface Use {
  place: string
  signingKeys: number
  sessions: number
}

interface Key {
  kid: string
  state: string
}

// Guarantee: whoever replaces the secret or the signing key as the documentation says, while people
// use the service, signs nobody out and fails no request.
test('secrets and signing keys are replaced under load, and nobody notices', async () => {
  const service = await startService()
  const database = await openDatabase({
    url: service.databaseUrl,
    dataDir: '',
    onError: () => undefined,
  })
  onTestFinished(() => database.close())
  const clients = await startClients(3, service.nextServer)
  onTestFinished(() => clients.stop())

  clients.enter('old,new')
  await service.deploy(`${OLD},${NEW}`)
  clients.enter('new,old')
  await service.deploy(`${NEW},${OLD}`)
  await service.run('secrets', 'rotate')
  // Two refreshes of everybody, and nothing is left that only the old secret recognises.
  await clients.servedAgain(12)
  const uses = await service.run<Use[]>('secrets', 'status')
  clients.enter('new')
  await service.deploy(NEW)
  await clients.signInAgain()

  clients.enter('rotation')
  await letKeysGrowOld(database)
  const rotated = await service.run<Key[]>('keys', 'rotate')
  await published(service, rotated)
  await clients.servedAgain(8)

  clients.enter('emergency', { forgiving: true })
  const [stolen] = rotated
  const replaced = await service.run<Key[]>('keys', 'rotate', '--emergency')
  await published(
    service,
    replaced.filter(({ state }) => state !== 'retired'),
  )
  clients.enter('afterwards', { forgiving: true })
  await clients.servedAgain(8)
  await clients.signInAgain()
  await clients.stop()

  expect(clients.failures).toEqual([])
  expect(uses).toEqual([
    expect.objectContaining({ place: 'first', signingKeys: 2, sessions: 3 }),
    expect.objectContaining({ place: 'other', signingKeys: 0, sessions: 0 }),
  ])
  expect(rotated.map(({ state }) => state)).toEqual(['current', 'next', 'previous'])
  expect(replaced.find(({ kid }) => kid === stolen?.kid)?.state).toBe('retired')
  expect([...clients.served.keys()]).toEqual([
    'start',
    'old,new',
    'new,old',
    'new',
    'rotation',
    'emergency',
    'afterwards',
  ])
  const ended = await database.db
    .selectFrom('sessions')
    .select('revoked_reason')
    .where('revoked_at', 'is not', null)
    .execute()
  expect(ended).toEqual([])
})

/** Minutes pass for the keys: the next one has been published for long enough. */
async function letKeysGrowOld({ db }: OpenedDatabase): Promise<void> {
  await db
    .updateTable('signing_keys')
    .set({ created_at: sql<Date>`created_at - interval '10 minutes'` })
    .execute()
}

/** Every server publishes exactly these keys. */
async function published({ servers }: Service, keys: readonly Key[]): Promise<void> {
  for (const { url } of servers) {
    await expect
      .poll(async () => kidsOf(await fetch(`${url}/.well-known/jwks.json`)), { timeout: 15_000 })
      .toEqual(keys.map(({ kid }) => kid))
  }
}

async function kidsOf(response: Response): Promise<string[]> {
  const { keys }: { keys: Key[] } = JSON.parse(await response.text())
  return keys.map(({ kid }) => kid)
}
