import { createKeyring } from '@latchkey/core'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { formatRefreshToken, newSecret } from '../src/refresh-token.ts'
import { PASSWORD, SECRET, test } from './harness.ts'
import { waitingForLocks } from './waiting-for-locks.ts'

const HOUR = 3600
const DAY = 24 * HOUR

describe('a refresh token', () => {
  test('is exchanged for tokens of the next generation', async ({ signUp, refresh, call }) => {
    const first = await signUp()

    const next = await refresh(first.refreshToken)

    expect(next.session).toMatchObject({ id: first.session.id, generation: 2 })
    expect(next.refreshToken).not.toBe(first.refreshToken)
    const me = await call('GET', '/api/auth/me', { token: next.accessToken })
    expect(me.json().id).toBe(first.user.id)
  })

  // Guarantee: a tab that comes a little later is served, as often as it asks, and nobody counts.
  test('may be presented again within the race window', async ({ signUp, refresh, age, db }) => {
    const { refreshToken, session } = await signUp()
    const { refreshToken: successor } = await refresh(refreshToken)
    await age(session.id, 29)

    for (let turn = 0; turn < 5; turn += 1) {
      expect((await refresh(refreshToken)).refreshToken).toBe(successor)
    }

    const row = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ recovered: false, recovered_in_row: 0 })
  })

  test('is reused when it comes after that day', async ({ signUp, refresh, age }) => {
    const { refreshToken, session } = await signUp()
    const { refreshToken: successor } = await refresh(refreshToken)
    await age(session.id, DAY + 1)

    expect((await refresh(refreshToken)).code).toBe('REFRESH_TOKEN_REUSED')
    expect((await refresh(successor)).code).toBe('SESSION_REVOKED')
  })

  // Guarantee: a packet that was overtaken does no harm.
  test('two generations old is refused within the race window', async ({ signUp, refresh }) => {
    const { refreshToken } = await signUp()
    const second = await refresh(refreshToken)
    const third = await refresh(second.refreshToken)

    expect((await refresh(refreshToken)).code).toBe('REFRESH_TOKEN_INVALID')
    expect((await refresh(third.refreshToken)).session.generation).toBe(4)
  })

  test('two generations old is reused afterwards', async ({ signUp, refresh, age }) => {
    const { refreshToken, session } = await signUp()
    const second = await refresh(refreshToken)
    const third = await refresh(second.refreshToken)
    await age(session.id, 31)

    expect((await refresh(refreshToken)).code).toBe('REFRESH_TOKEN_REUSED')
    expect((await refresh(third.refreshToken)).code).toBe('SESSION_REVOKED')
  })

  test('three generations old is reused at once', async ({ signUp, refresh }) => {
    const { refreshToken } = await signUp()
    const second = await refresh(refreshToken)
    const third = await refresh(second.refreshToken)
    await refresh(third.refreshToken)

    expect((await refresh(refreshToken)).code).toBe('REFRESH_TOKEN_REUSED')
  })
})

describe('recoveries', () => {
  test('are forgotten after a generation that needed none', async ({ signUp, refresh, age }) => {
    const { session, ...first } = await signUp()
    let token = first.refreshToken
    const codes = new Set<string | undefined>()
    for (let round = 1; round <= 3; round += 1) {
      for (const isLost of [true, true, false]) {
        const { refreshToken: successor } = await refresh(token)
        await age(session.id, HOUR)
        if (isLost) codes.add((await refresh(token)).code)
        token = successor
      }
    }

    expect([...codes]).toEqual([undefined])
    expect((await refresh(token)).status).toBe(200)
  })

  // Guarantee: a thief who replays an old token cannot keep the session alive with it.
  test('never extend the session', async ({ signUp, refresh, age, db }) => {
    const { refreshToken, session } = await signUp()
    await refresh(refreshToken)
    await age(session.id, HOUR)
    const expiry = db.selectFrom('sessions').select('idle_expires_at').where('id', '=', session.id)
    const before = await expiry.executeTakeFirstOrThrow()

    const recovered = await refresh(refreshToken)

    expect(await expiry.executeTakeFirstOrThrow()).toEqual(before)
    expect(recovered.session.expiresAt).toBe(before.idle_expires_at.toISOString())
  })

  // Guarantee: whoever waits for a row that moves on is judged by where it moved.
  test('that lose against a rotation end nothing', async ({ signUp, refresh, age, db }) => {
    const { refreshToken, session } = await signUp()
    await refresh(refreshToken)
    await age(session.id, HOUR)

    const late = await db.transaction().execute(async (trx) => {
      await trx.selectFrom('sessions').select('id').forUpdate().execute()
      const answer = refresh(refreshToken)
      await waitingForLocks(db, 1)
      await trx
        .updateTable('sessions')
        .set({ generation: sql<number>`generation + 1`, rotated_at: sql<Date>`now()` })
        .execute()
      return { answer }
    })

    expect((await late.answer).code).toBe('REFRESH_TOKEN_INVALID')
    const row = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ id: session.id, revoked_at: null })
  })
})

describe('reuse', () => {
  test('ends the session with all its tokens, and no other', async ({
    signUp,
    refresh,
    age,
    call,
    db,
  }) => {
    const { refreshToken, session, user, ...first } = await signUp()
    const body = { email: user.email, password: PASSWORD }
    const other = (await call('POST', '/api/auth/login', { body })).json()
    const second = await refresh(refreshToken)
    const third = await refresh(second.refreshToken)
    await age(session.id, HOUR)

    const { status, code } = await refresh(refreshToken)

    expect([status, code]).toEqual([401, 'REFRESH_TOKEN_REUSED'])
    for (const token of [first.accessToken, second.accessToken, third.accessToken]) {
      const me = await call('GET', '/api/auth/me', { token })
      expect(me.json().code).toBe('SESSION_REVOKED')
    }
    for (const token of [refreshToken, second.refreshToken, third.refreshToken]) {
      expect((await refresh(token)).code).toBe('SESSION_REVOKED')
    }
    expect((await refresh(other.refreshToken)).status).toBe(200)
    const row = db.selectFrom('sessions').selectAll().where('id', '=', session.id)
    expect((await row.executeTakeFirstOrThrow()).revoked_reason).toBe('refresh_token_reused')
  })

  // Guarantee: a tag alone is worth nothing. Such tokens exist after a backup was restored.
  test('or a refusal is what a secret gets that the row does not know', async ({
    signUp,
    refresh,
  }) => {
    const [one, other] = [await signUp(), await signUp()]
    for (const { refreshToken } of [one, other]) await refresh(refreshToken)
    const { current } = createKeyring([SECRET])
    const made = (sessionId: string, generation: number) =>
      formatRefreshToken({ sessionId, generation, secret: newSecret() }, current)

    expect((await refresh(made(one.session.id, 2))).code).toBe('REFRESH_TOKEN_INVALID')
    expect((await refresh(made(other.session.id, 1))).code).toBe('REFRESH_TOKEN_REUSED')
  })
})
