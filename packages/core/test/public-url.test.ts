import { openDatabase } from '@latchkey/database'
import { databaseTest } from '@latchkey/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { createPublicUrl, type PublicUrl } from '../src/public-url.ts'

const test = databaseTest
  .extend('db', async ({ postgresUrl }, { onCleanup }) => {
    const { db, close } = await openDatabase({
      url: postgresUrl,
      dataDir: '',
      onError: () => undefined,
    })
    onCleanup(close)
    return db
  })
  .extend('start', ({ db }, { onCleanup }) => {
    const apps: FastifyInstance[] = []
    onCleanup(async () => {
      for (const app of apps) await app.close()
    })
    /** One more process on the same database, not yet listening. */
    return async (configured?: string): Promise<Process> => {
      const app = Fastify()
      apps.push(app)
      const publicUrl = await createPublicUrl(app, db, configured)
      app.get('/', async () => publicUrl.value)
      return { app, publicUrl }
    }
  })
  .extend('kept', ({ db }) => {
    return async () => db.selectFrom('installation_settings').select(['name', 'value']).execute()
  })

interface Process {
  app: FastifyInstance
  publicUrl: PublicUrl
}

const listen = ({ app }: Process) => app.listen({ host: '127.0.0.1', port: 0 })

/** The address, as the first request to the process sees it. */
const seen = async ({ app }: Process) => (await app.inject('/')).body

describe('without a setting', () => {
  test('the address is the one that the server first listens on', async ({ start, kept }) => {
    const process = await start()

    const before = await seen(process)
    const url = await listen(process)
    const after = await seen(process)

    expect(before).toBe('http://localhost')
    expect(after).toBe(url)
    expect(await kept()).toEqual([{ name: 'public_url', value: url }])
  })

  // Guarantee: tokens and links that were made before a restart stay valid on another port.
  test('the address outlives a restart on another port', async ({ start }) => {
    const first = await start()
    const url = await listen(first)
    await seen(first)
    // The first one keeps its port, so the second one has another.
    const second = await start()

    const beforeListening = await seen(second)
    const otherUrl = await listen(second)

    expect(otherUrl).not.toBe(url)
    expect([beforeListening, await seen(second)]).toEqual([url, url])
  })

  // Guarantee: instances that start together on an empty database make tokens for one issuer, from
  // the first request on.
  test('of five that start at once the first decides for all', async ({ start, kept }) => {
    const processes = await Promise.all(Array.from({ length: 5 }, () => start()))

    const [urls, values] = [
      await Promise.all(processes.map(listen)),
      await Promise.all(processes.map(seen)),
    ]

    expect(new Set(urls).size).toBe(5)
    expect(new Set(values).size).toBe(1)
    expect(urls).toContain(values[0])
    expect(await kept()).toEqual([{ name: 'public_url', value: values[0] }])
  })

  // Guarantee: nobody is given a token of an issuer that may turn out to be another one.
  test('as long as nothing could be kept, nothing is answered', async ({ start, db }) => {
    const process = await start()
    await sql`alter table installation_settings rename to elsewhere`.execute(db)
    const url = await listen(process)

    const undecided = await process.app.inject('/')
    await sql`alter table elsewhere rename to installation_settings`.execute(db)

    expect(undecided.statusCode).toBe(500)
    expect(await seen(process)).toBe(url)
  })

  test.for([
    ['every IPv4 address', '0.0.0.0', /^http:\/\/localhost:\d+$/],
    ['every address', '::', /^http:\/\/localhost:\d+$/],
    ['IPv6', '::1', /^http:\/\/\[::1\]:\d+$/],
  ] as const)('listening on %s gives a URL', async ([, host, expected], { start }) => {
    const process = await start()

    await process.app.listen({ host, port: 0 })
    const value = await seen(process)

    expect(value).toMatch(expected)
    expect(URL.canParse(value)).toBe(true)
  })
})

describe('with a setting', () => {
  test('the setting wins over what was kept, and is not kept', async ({ start, kept }) => {
    const first = await start()
    const url = await listen(first)
    await seen(first)

    const configured = await start('https://auth.example.test')
    await listen(configured)

    expect(await seen(configured)).toBe('https://auth.example.test')
    expect(await kept()).toEqual([{ name: 'public_url', value: url }])
  })

  test('a slash at the end does not count', async ({ start }) => {
    const { publicUrl } = await start('https://auth.example.test/')

    expect(publicUrl.value).toBe('https://auth.example.test')
  })
})
