import { describe, expect } from 'vitest'

import { PASSWORD, test } from './harness.ts'

const HOUR = 3600
const DAY = 24 * HOUR

describe('a session expires', () => {
  test('not while it is refreshed', async ({ signUp, refresh, age }) => {
    const { session, ...first } = await signUp()
    let token = first.refreshToken
    for (let week = 1; week <= 4; week += 1) {
      await age(session.id, 7 * DAY - HOUR)
      token = (await refresh(token)).refreshToken
    }

    expect(token).toMatch(/^lkr_/)
  })

  describe('as configured', () => {
    test.override('options', { lifetimes: { idle: 10 * DAY, maxAge: DAY } })

    test('never later than its greatest age', async ({ signUp, refresh, age }) => {
      const { refreshToken, session } = await signUp()
      const rest = Date.parse(session.expiresAt) - Date.now()
      await age(session.id, DAY)

      expect(rest / 1000 / HOUR).toBeCloseTo(24, 1)
      expect((await refresh(refreshToken)).code).toBe('SESSION_EXPIRED')
    })
  })

  test('for its previous token too', async ({ signUp, refresh, age }) => {
    const { refreshToken, session } = await signUp()
    await refresh(refreshToken)
    await age(session.id, 7 * DAY)

    expect((await refresh(refreshToken)).code).toBe('SESSION_EXPIRED')
  })
})

describe('signing out', () => {
  test.for(['accessToken', 'refreshToken'] as const)(
    'with the %s ends the session for good',
    async (name, { signUp, refresh, call }) => {
      const user = await signUp()
      const next = await refresh(user.refreshToken)
      const named = { ...next, deviceToken: '' }[name]

      const response = await call(
        'POST',
        '/api/auth/logout',
        name === 'accessToken' ? { token: named } : { body: { refreshToken: named } },
      )

      expect([response.statusCode, response.body]).toEqual([204, ''])
      for (const token of [user.refreshToken, next.refreshToken]) {
        expect(await refresh(token)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' })
      }
      for (const token of [user.accessToken, next.accessToken]) {
        const me = await call('GET', '/api/auth/me', { token })
        expect(me.json().code).toBe('SESSION_REVOKED')
      }
    },
  )

  test('leaves the other sessions of the user alone', async ({ signUp, refresh, call }) => {
    const { user, accessToken: token } = await signUp()
    const body = { email: user.email, password: PASSWORD }
    const other = (await call('POST', '/api/auth/login', { body })).json()

    await call('POST', '/api/auth/logout', { token })

    expect((await refresh(other.refreshToken)).status).toBe(200)
    const me = await call('GET', '/api/auth/me', { token: other.accessToken })
    expect(me.statusCode).toBe(200)
  })

  // A page that was left open overnight still has to be able to sign out.
  test('works with an access token that has expired', async ({ signUp, refresh, call, clock }) => {
    const { refreshToken, accessToken: token } = await signUp()
    clock.advance(DAY * 1000)

    await call('POST', '/api/auth/logout', { token })

    expect((await refresh(refreshToken)).code).toBe('SESSION_REVOKED')
  })

  test('works with a refresh token that was replaced', async ({ signUp, refresh, call }) => {
    const { refreshToken } = await signUp()
    const next = await refresh(refreshToken)

    await call('POST', '/api/auth/logout', { body: { refreshToken } })

    expect((await refresh(next.refreshToken)).code).toBe('SESSION_REVOKED')
  })

  // Guarantee: the access token dies at once, also where it outlives the session.
  test('works when the session has just expired', async ({ signUp, call, age }) => {
    const { session, accessToken: token } = await signUp()
    await age(session.id, 7 * DAY)
    const before = await call('GET', '/api/auth/me', { token })

    await call('POST', '/api/auth/logout', { token })

    const after = await call('GET', '/api/auth/me', { token })
    expect(before.statusCode).toBe(200)
    expect(after.json().code).toBe('SESSION_REVOKED')
  })

  test('twice, or of nothing, is no error', async ({ signUp, call }) => {
    const { accessToken: token, refreshToken } = await signUp()
    const body = { refreshToken }

    for (const named of [{ token }, { token }, { body }, { token, body }, {}, { body: {} }]) {
      expect((await call('POST', '/api/auth/logout', named)).statusCode).toBe(204)
    }
  })

  test('with a token of nobody ends nothing', async ({ signUp, refresh, call }) => {
    const { accessToken, refreshToken, session } = await signUp()
    const bytes = Buffer.from(refreshToken.slice(4), 'base64url')
    bytes.fill(0, 56)
    const forged = `lkr_${bytes.toString('base64url')}`

    for (const named of [
      { body: { refreshToken: forged } },
      { body: { refreshToken: session.id } },
      { token: session.id },
      { token: `${accessToken.slice(0, -4)}AAAA` },
    ]) {
      expect((await call('POST', '/api/auth/logout', named)).statusCode).toBe(204)
    }

    expect((await refresh(refreshToken)).status).toBe(200)
  })
})

describe('a session that is over', () => {
  test('answers no token, old or new', async ({ signUp, refresh, call }) => {
    const { refreshToken, ...first } = await signUp()
    const second = await refresh(refreshToken)
    const third = await refresh(second.refreshToken)
    await call('POST', '/api/auth/logout', { token: first.accessToken })

    for (const token of [refreshToken, second.refreshToken, third.refreshToken]) {
      expect((await refresh(token)).code).toBe('SESSION_REVOKED')
    }
  })

  test('of a disabled user is revoked', async ({ signUp, refresh, db }) => {
    const { refreshToken } = await signUp()
    await db.updateTable('sessions').set({ status: 'disabled' }).execute()

    expect((await refresh(refreshToken)).code).toBe('SESSION_REVOKED')
  })

  // The row is gone with its user; the tokens are still ours by their tag.
  test('and forgotten is unknown', async ({ signUp, refresh, db }) => {
    const { refreshToken, user } = await signUp()
    await db.deleteFrom('users').where('id', '=', user.id).execute()

    expect((await refresh(refreshToken)).code).toBe('REFRESH_TOKEN_INVALID')
  })
})
