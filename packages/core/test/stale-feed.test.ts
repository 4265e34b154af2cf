import type { FastifyInstance } from 'fastify'
import { describe, expect, vi } from 'vitest'

import { changeSessions } from '../src/live-session-store.ts'
import { cuttable, end, LIFETIME, test as base, verdictOn } from './harness.ts'

/** A process that hears nothing any more; its pool is its own and still works. */
const test = base
  .extend('pool', ({ open }) => open())
  .extend('line', ({ database: { db, listen } }) => cuttable(db, listen))
  .extend('app', async ({ start, pool, line }) => {
    const options = { database: pool.db, listen: line.listen, revocationMaxStale: 0.5 }
    const app = await start(options)
    const readiness = async () => expect((await app.inject('/readyz')).statusCode).toBe(200)
    await vi.waitFor(readiness, 5_000)
    await line.cut()
    await vi.waitFor(() => expect(app.latchkey.revocationFeed.isFresh()).toBe(false), 5_000)
    return app
  })

describe('a process that hears nothing of the revocations', () => {
  // Guarantee: no token is trusted whose session may be over.
  test('still refuses what is revoked', async ({ app, signIn, db }) => {
    const [gone, stays] = [await signIn(), await signIn()]
    await end(db, gone.sessionId)

    expect(await verdictOn(app, gone.token)).toBe('SESSION_REVOKED')
    expect(await verdictOn(app, stays.token)).toBe(200)
  })

  test('refuses the session of a user who is gone or disabled', async ({ app, signIn, db }) => {
    const [gone, disabled] = [await signIn(), await signIn()]
    await db.deleteFrom('users').where('id', '=', gone.userId).execute()
    await changeSessions(db, disabled.userId, { status: 'disabled' }, LIFETIME)

    expect(await verdictOn(app, gone.token)).toBe('SESSION_REVOKED')
    expect(await verdictOn(app, disabled.token)).toBe('SESSION_REVOKED')
  })

  test('asks for a refresh when the role has changed', async ({ app, signIn, db }) => {
    const { userId, token } = await signIn('admin')
    await changeSessions(db, userId, { role: 'user' }, LIFETIME)

    expect(await verdictOn(app, token)).toBe('TOKEN_EXPIRED')
  })

  test('trusts no key that is not trusted any more', async ({ app, signIn, db }) => {
    const { token } = await signIn()
    const before = await verdictOn(app, token)
    await db.updateTable('signing_keys').set({ state: 'retired', private_jwk: null }).execute()

    expect(before).toBe(200)
    expect(await verdictOn(app, token)).toBe('TOKEN_INVALID')
  })

  // Guarantee: with nobody to ask, the answer is no.
  test('serves nobody without its database', async ({ app, signIn, pool }) => {
    const { token } = await signIn()
    await pool.close()

    expect(await verdictOn(app, token)).toBe('UNAVAILABLE')
    expect(await verdictOn(app, 'forged')).toBe('TOKEN_INVALID')
  })

  test('is not ready, says why, and does not answer as if it knew', async ({ app }) => {
    const [ready, feed, alive] = await statesOf(app)

    expect(ready).toMatchObject({ status: 503, code: 'UNAVAILABLE', detail: expect.any(String) })
    expect(feed).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
    expect(alive).toEqual({ status: 'ok' })
  })

  test('is ready again once it has caught up', async ({ app, line, signIn, db }) => {
    const { sessionId, token } = await signIn()
    await end(db, sessionId)

    line.mend()
    await vi.waitFor(async () => expect((await app.inject('/readyz')).statusCode).toBe(200), 5_000)

    expect(app.latchkey.revocations.effectOn(sessionId, 1)).toBe('revoked')
    expect(await verdictOn(app, token)).toBe('SESSION_REVOKED')
  })
})

test('a process that polls goes stale without its database', async ({ start, open, signIn }) => {
  const { token } = await signIn()
  const pool = await open()
  const app = await start({ database: pool.db, listen: undefined, revocationMaxStale: 0.5 })
  const before = await verdictOn(app, token)
  await pool.close()

  await vi.waitFor(async () => expect(await verdictOn(app, token)).toBe('UNAVAILABLE'), 5_000)

  expect(before).toBe(200)
})

async function statesOf(app: FastifyInstance) {
  const urls = ['/readyz', '/api/auth/revocations', '/livez']
  return Promise.all(urls.map(async (url) => (await app.inject(url)).json()))
}
