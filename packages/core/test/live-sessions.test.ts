import { describe, expect } from 'vitest'

import { test } from './harness.ts'

describe('what a transaction does to sessions', () => {
  // Guarantee: nobody is turned away for what may still be undone, nor served once it is done.
  test('is known in the process when it has committed', async ({ start, signIn }) => {
    const { liveSessions, revocations } = (await start()).latchkey
    const [ended, changed] = [await signIn(), await signIn()]
    const effects = () =>
      [ended, changed].map(({ sessionId }) => revocations.effectOn(sessionId, 1))

    const { count, before } = await liveSessions.inTransaction(async (_trx, sessions) => {
      const count = await sessions.end({ userId: ended.userId }, 'test')
      await sessions.change(changed.userId, { role: 'editor' })
      return { count, before: effects() }
    })

    expect(count).toBe(1)
    expect(before).toEqual([undefined, undefined])
    expect(effects()).toEqual(['revoked', 'stale'])
  })

  test('never happened when it fails', async ({ start, signIn, db }) => {
    const { liveSessions, revocations } = (await start()).latchkey
    const { userId, sessionId } = await signIn()

    const failing = liveSessions.inTransaction(async (_trx, sessions) => {
      await sessions.end({ userId }, 'test')
      throw new Error('changed our mind')
    })

    await expect(failing).rejects.toThrow('changed our mind')
    expect(revocations.effectOn(sessionId, 1)).toBeUndefined()
    expect(await db.selectFrom('revocations').selectAll().execute()).toEqual([])
    expect(await liveSessions.end({ userId }, 'test')).toBe(1)
    expect(revocations.effectOn(sessionId, 1)).toBe('revoked')
  })
})

// Guarantee: a caller that forgets whom he means signs nobody out.
test('ending sessions without saying whose ends none', async ({ start, signIn }) => {
  const { liveSessions } = (await start()).latchkey
  const { sessionId } = await signIn()

  expect(await liveSessions.end({}, 'test')).toBe(0)
  expect(await liveSessions.end({ exceptSessionId: sessionId }, 'test')).toBe(0)
  expect(await liveSessions.end({ sessionId }, 'test')).toBe(1)
})
