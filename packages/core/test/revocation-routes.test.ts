import { hash } from 'node:crypto'

import type { RevocationList } from '@latchkey/contracts'
import type { FastifyInstance } from 'fastify'
import { describe, expect, vi } from 'vitest'

import { announceSigningKey, listeningUrl } from '../src/index.ts'
import { end, readFeed, test as base } from './harness.ts'

const test = base
  .extend('app', ({ start }) => start({ revocationMaxStale: 600 }))
  .extend('revoke', ({ signIn, db, app }) => {
    /** Ends a new session; its entry is known to `app` afterwards. */
    return async () => {
      const { sessionId } = await signIn()
      await end(db, sessionId)
      await vi.waitFor(() => expect(app.latchkey.revocations.effectOn(sessionId, 1)).toBeDefined())
      return sessionId
    }
  })

describe('GET /api/auth/revocations', () => {
  // Guarantee: who does not hold a credential learns nothing about it.
  test('names sessions by a digest and signing keys by their id', async ({ app, revoke, db }) => {
    const sessionId = await revoke()
    await announceSigningKey(db, { kid: 'key-1', effect: 'revoked', lifetime: 60 })

    await vi.waitFor(async () => expect((await readFeed(app)).data).toHaveLength(2))
    const { data } = await readFeed(app)

    expect(data).toEqual([
      {
        kind: 'session',
        subject: hash('sha256', sessionId),
        upTo: 1,
        effect: 'revoked',
        expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      expect.objectContaining({ kind: 'signing_key', subject: 'key-1', upTo: null }),
    ])
    expect(JSON.stringify(data)).not.toContain(sessionId)
  })

  test('with a cursor answers what is new', async ({ app, revoke }) => {
    await revoke()
    const first = await readFeed(app)

    const same = await readFeed(app, first.cursor)
    await revoke()
    const next = await readFeed(app, same.cursor)

    expect(first.data).toHaveLength(1)
    expect(same).toEqual({ data: [], cursor: first.cursor })
    // The first one once more: it is too new to be sure that nothing before it is on its way.
    expect(next.data).toHaveLength(2)
  })

  // Guarantee: a client may ask any process, also one that was started in between.
  test('takes the cursors of other processes', async ({ app, revoke, start }) => {
    await revoke()
    const { cursor } = await readFeed(app)

    const other = await start()

    expect(await readFeed(other, cursor)).toEqual({ data: [], cursor })
  })

  test('answers everything to a cursor of another database', async ({ app, revoke }) => {
    await revoke()

    const { data } = await readFeed(app, '999999-0123456789abcdef')

    expect(data).toHaveLength(1)
  })

  test('answers 304 to who has it already', async ({ app, revoke }) => {
    await revoke()
    const first = await get(app)
    const etag = String(first.headers['etag'])

    const [same, listed, strong, foreign] = await Promise.all(
      [etag, `"other", ${etag}`, etag.replace('W/', ''), 'W/"other"'].map((tag) => get(app, tag)),
    )
    await revoke()
    const changed = await get(app, etag)

    expect(first.headers['cache-control']).toBe('no-cache')
    expect(same).toMatchObject({ statusCode: 304, body: '' })
    expect(same?.headers).toMatchObject({ etag })
    expect([listed, strong, foreign, changed].map((res) => res?.statusCode)).toEqual([
      304, 304, 200, 200,
    ])
  })

  test.for(['since=1', 'since=x-0123456789abcdef', 'wait=26', 'wait=-1', 'until=1'])(
    'refuses ?%s',
    async (query, { app }) => {
      const response = await app.inject(`/api/auth/revocations?${query}`)

      expect(response.statusCode).toBe(400)
    },
  )
})

describe('with ?wait=', () => {
  test('the answer comes with the news', async ({ app, revoke }) => {
    await revoke()
    const { cursor } = await readFeed(app)
    const waiting = app.inject(`/api/auth/revocations?since=${cursor}&wait=25`)

    const sessionId = await revoke()
    const { data } = (await waiting).json<RevocationList>()

    expect(data.map(({ subject }) => subject)).toContain(hash('sha256', sessionId))
  })

  test('news are not waited for when there are some', async ({ app, revoke }) => {
    await revoke()

    const { statusCode } = await app.inject('/api/auth/revocations?wait=25')

    expect(statusCode).toBe(200)
  })

  test('the answer comes without news in the end', async ({ app }) => {
    const first = await get(app)

    const empty = await app.inject('/api/auth/revocations?wait=1')
    const same = await get(app, String(first.headers['etag']), '?wait=1')

    expect([empty.statusCode, same.statusCode]).toEqual([200, 304])
  })

  // Guarantee: nobody can occupy the server by waiting.
  test('four may wait from one address, and a place that is left is free', async ({ start }) => {
    const app = await start({ trustProxy: true })
    const url = `${await listen(app)}/api/auth/revocations`
    const from = (address: string, wait: number, signal = new AbortController().signal) =>
      fetch(`${url}?wait=${wait}`, { headers: { 'x-forwarded-for': address }, signal })
    const clients = Array.from({ length: 4 }, () => new AbortController())
    for (const { signal } of clients) {
      const arrived = arrival(app)
      from('192.0.2.1', 25, signal).catch(() => undefined)
      await arrived
    }

    const refused = await from('192.0.2.1', 25)
    const other = await from('192.0.2.2', 1)
    clients[0]?.abort()
    await vi.waitFor(async () => expect((await from('192.0.2.1', 1)).status).toBe(200), 10_000)

    expect(await refused.json()).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(other.status).toBe(200)
    for (const client of clients) client.abort()
  })

  test('the server answers before it stops', async ({ start }) => {
    const app = await start()
    const url = `${await listen(app)}/api/auth/revocations?wait=25`
    const arrived = arrival(app)
    const waiting = fetch(url)
    await arrived

    await app.close()

    expect((await waiting).status).toBe(200)
  })
})

async function get(app: FastifyInstance, etag?: string, query = '') {
  const headers = etag === undefined ? {} : { 'if-none-match': etag }
  return app.inject({ url: `/api/auth/revocations${query}`, headers })
}

async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return listeningUrl(app)
}

/** Resolves when the next request has been handed to its handler. */
function arrival(app: FastifyInstance): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  app.server.once('request', () => setImmediate(resolve))
  return promise
}
