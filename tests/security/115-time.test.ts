import type { AuthResult } from '@latchkey/contracts'
import { CLOCK_TOLERANCE } from '@latchkey/http'
import { fakeClock } from '@latchkey/testing'
import { createServer } from 'latchkey/server'
import { describe, expect } from 'vitest'

import { PASSWORD, PUBLIC_URL, SECRET, test as base } from '../harness.ts'

/** Seconds that a token is valid at most. */
const LIFETIME = 900

const test = base
  .extend('startAt', ({ database, clock }, { onCleanup }) => {
    const closers: (() => Promise<void>)[] = []
    onCleanup(async () => {
      for (const close of closers) await close()
    })
    /** A process on the same database, whose clock is so many seconds ahead of the others'. */
    return async (seconds: number) => {
      const app = await createServer({
        database,
        secret: SECRET,
        publicUrl: PUBLIC_URL,
        clock: fakeClock(clock.now() + seconds * 1000),
        bcryptCost: 4,
        logger: false,
      })
      closers.push(() => app.close())
      return app
    }
  })
  .extend('signUpAt', ({ startAt }) => {
    /** A user who signs in where the clock is so many seconds ahead. */
    return async (seconds: number, headers: Record<string, string> = {}): Promise<AuthResult> => {
      const ahead = await startAt(seconds)
      const response = await ahead.inject({
        method: 'POST',
        url: '/api/auth/register',
        headers,
        payload: { email: 'ada@example.test', password: PASSWORD },
      })
      return response.json()
    }
  })
  .extend('verdictOn', ({ call }) => {
    return async ({ accessToken }: AuthResult) => {
      const response = await call('GET', '/api/auth/me', { token: accessToken })
      return response.statusCode === 200 ? 200 : response.json().code
    }
  })

describe('115 clocks that differ', () => {
  test('115 one number says by how much they may', () => {
    expect(CLOCK_TOLERANCE).toBe(60)
  })

  test.for([
    [59, 200],
    [60, 200],
    [61, 'TOKEN_INVALID'],
    [120, 'TOKEN_INVALID'],
  ] as const)(
    '115 a token from %i s in the future: %s',
    async ([seconds, verdict], { app: _here, signUpAt, verdictOn }) => {
      expect(await verdictOn(await signUpAt(seconds))).toBe(verdict)
    },
  )

  // A slow clock makes tokens that end early. Nothing is added to them.
  test.for([
    [59, 200],
    [120, 200],
    [LIFETIME, 'TOKEN_EXPIRED'],
    [LIFETIME + 59, 'TOKEN_EXPIRED'],
  ] as const)(
    '115 a token from %i s ago: %s',
    async ([seconds, verdict], { app: _here, signUpAt, verdictOn }) => {
      expect(await verdictOn(await signUpAt(-seconds))).toBe(verdict)
    },
  )
})

// Guarantee: what is stored ends by the clock of the database, which all processes share.
test('115 a process whose clock is wrong by a year neither ends nor prolongs a session', async ({
  call,
  db,
  signUp,
  startAt,
}) => {
  const { refreshToken } = await signUp()
  const expiry = () => db.selectFrom('sessions').select('expires_at').executeTakeFirstOrThrow()
  const before = await expiry()

  const wrong = await startAt(365 * 86_400)
  const renewed = await wrong.inject({
    method: 'POST',
    url: '/api/auth/refresh',
    payload: { refreshToken },
  })
  const again = await call('POST', '/api/auth/refresh', {
    body: { refreshToken: renewed.json().refreshToken },
  })

  expect([renewed.statusCode, again.statusCode]).toEqual([200, 200])
  expect(await expiry()).toEqual(before)
})

test('115 nothing that a client says about the time counts', async ({
  app: _here,
  signUpAt,
  verdictOn,
}) => {
  const user = await signUpAt(0, { date: 'Fri, 01 Jan 2038 00:00:00 GMT', 'x-now': '2145916800' })

  expect(await verdictOn(user)).toBe(200)
})
