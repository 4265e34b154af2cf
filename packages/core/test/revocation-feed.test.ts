import { hash } from 'node:crypto'

import { createRevocationSet } from '@latchkey/http'
import Fastify from 'fastify'
import { sql } from 'kysely'
import { describe, expect, vi } from 'vitest'

import { announceSigningKey, type RevocationEntry } from '../src/index.ts'
import { startRevocationFeed } from '../src/revocation-feed.ts'
import { cuttable, end, LIFETIME, readFeed, test, verdictOn } from './harness.ts'

/** Seconds for which these tests do without news: what is known came through the feed. */
const PATIENT = { revocationMaxStale: 600 }

describe.for(['listening', 'polling'] as const)('a process that is %s', (how) => {
  const ways = { listening: {}, polling: { listen: undefined } }
  const way = { ...ways[how] }

  // Guarantee: what one process revokes, the others refuse.
  test('refuses what another one revoked', async ({ start, signIn, db }) => {
    const app = await start(way)
    const [gone, stays] = [await signIn(), await signIn()]
    const before = await verdictOn(app, gone.token)

    await end(db, gone.sessionId)
    await vi.waitFor(async () => expect(await verdictOn(app, gone.token)).toBe('SESSION_REVOKED'))

    expect(before).toBe(200)
    expect(await verdictOn(app, stays.token)).toBe(200)
  })

  // Guarantee: nothing that is live is missed by a process that has just started.
  test('knows what was revoked before it started', async ({ start, signIn, db }) => {
    const { sessionId, token } = await signIn()
    await end(db, sessionId)

    expect(await verdictOn(await start(way), token)).toBe('SESSION_REVOKED')
  })

  // Guarantee: numbers are given out in one order and become visible in another. No reader who goes
  // by the numbers may miss an entry for that.
  test('sees an entry that commits after a later one', async ({ start, signIn, db }) => {
    const app = await start(way)
    const [slow, fast] = [await signIn(), await signIn()]

    const cursor = await db.transaction().execute(async (trx) => {
      await end(trx, slow.sessionId)
      await end(db, fast.sessionId)
      return vi.waitFor(async () => {
        const { data, cursor } = await readFeed(app)
        expect(data).toHaveLength(1)
        return cursor
      })
    })
    await vi.waitFor(async () => expect(await verdictOn(app, slow.token)).toBe('SESSION_REVOKED'))
    const { data } = await readFeed(app, cursor)

    expect(await verdictOn(app, fast.token)).toBe('SESSION_REVOKED')
    expect(data).toContainEqual(
      expect.objectContaining({ subject: hash('sha256', slow.sessionId) }),
    )
  })

  test('tells each entry once, whatever its kind', async ({ start, signIn, db }) => {
    const app = await start(way)
    const entries: RevocationEntry[] = []
    app.latchkey.revocationFeed.onEntry((entry) => entries.push(entry))
    const { sessionId } = await signIn()

    await announceSigningKey(db, { kid: 'first', effect: 'stale', lifetime: 60 })
    await end(db, sessionId)
    await announceSigningKey(db, { kid: 'second', effect: 'revoked', lifetime: 60 })
    await vi.waitFor(() => expect(entries.length).toBeGreaterThanOrEqual(3))

    expect(entries.map(({ kind, subject, effect }) => [kind, subject, effect])).toEqual([
      ['signing_key', 'first', 'stale'],
      ['session', sessionId, 'revoked'],
      ['signing_key', 'second', 'revoked'],
    ])
  })
})

describe('a lost connection', () => {
  // Guarantee: what happened while nobody listened is caught up with.
  test('is opened again, and nothing is missed', async ({ start, signIn, database }) => {
    const { db, listen } = database
    const line = cuttable(db, listen)
    const app = await start({ ...PATIENT, listen: line.listen })
    const [before, after] = [await signIn(), await signIn()]

    await line.cut()
    await end(db, before.sessionId)
    const meanwhile = await verdictOn(app, before.token)
    line.mend()
    await vi.waitFor(async () => expect(await verdictOn(app, before.token)).toBe('SESSION_REVOKED'))
    await end(db, after.sessionId)
    await vi.waitFor(async () => expect(await verdictOn(app, after.token)).toBe('SESSION_REVOKED'))

    // That is what makes the test one of catching up.
    expect(meanwhile).toBe(200)
  })

  test('fails the start when it is the first', async ({ start, open }) => {
    const closed = await open()
    await closed.close()

    await expect(start({ listen: closed.listen })).rejects.toThrow('destroyed')
    await expect(start({ listen: undefined, database: closed.db })).rejects.toThrow()
  })
})

test('messages that are no revocations change nothing', async ({ start, signIn, db }) => {
  const app = await start(PATIENT)
  const { token, sessionId } = await signIn()
  const entry = { seq: 1, kind: 'session', subject: sessionId, upTo: 9, effect: 'revoked' }

  for (const message of ['', '{', 'null', '[]', JSON.stringify(entry)]) {
    await sql`select pg_notify('latchkey_revocations', ${message})`.execute(db)
  }
  const { sessionId: other, token: otherToken } = await signIn()
  await end(db, other)
  await vi.waitFor(async () => expect(await verdictOn(app, otherToken)).toBe('SESSION_REVOKED'))

  expect(await verdictOn(app, token)).toBe(200)
})

describe('memory', () => {
  // Guarantee: a process holds what is live and no more, however long it runs.
  test('is given back when entries expire, in the table too', async ({
    db,
    database: { listen },
    signIn,
    clock,
    onTestFinished,
  }) => {
    const revocations = createRevocationSet()
    const { log } = Fastify()
    const options = { db, listen, revocations, clock, maxStale: 600, log, upkeepInterval: 20 }
    const feed = await startRevocationFeed(options)
    onTestFinished(feed.stop)
    for (let count = 0; count < 20; count += 1) await end(db, (await signIn()).sessionId)
    await vi.waitFor(() => expect(feed.read(undefined).entries).toHaveLength(20))
    const { cursor } = feed.read(undefined)

    clock.advance((LIFETIME + 60) * 1000)
    await db
      .updateTable('revocations')
      .set({ expires_at: sql<Date>`now() - interval '1 second'` })
      .execute()

    await vi.waitFor(async () => {
      expect(feed.size()).toBe(0)
      expect(revocations.size).toBe(0)
      expect(await db.selectFrom('revocations').selectAll().execute()).toEqual([])
    })
    expect(feed.read(cursor).entries).toEqual([])
  })
})
