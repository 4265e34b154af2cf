import { recent } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { PASSWORD, test as base } from './harness.ts'

const ELEVEN_MINUTES = 11 * 60

const test = base
  .extend('host', ({ app }) => {
    app.get('/host/vault', { security: recent }, async () => 'opened')
    return app
  })
  .extend('open', ({ host, call }) => {
    /** Asks a route of the host that wants a recent sign-in. */
    return async (token: string) => {
      await host.ready()
      return call('GET', '/host/vault', { token })
    }
  })
  .extend('reauthenticate', ({ host, call }) => {
    return async (token: string, password = PASSWORD) => {
      await host.ready()
      return call('POST', '/api/auth/reauthenticate', { token, body: { password } })
    }
  })

describe('a route that wants a recent sign-in', () => {
  test('is open right after signing in', async ({ open, signUp }) => {
    const { accessToken } = await signUp()

    expect((await open(accessToken)).body).toBe('opened')
  })

  // Guarantee: a session that was left open cannot do the dangerous things (RFC 9470).
  test('is closed ten minutes later, and opens for the password', async ({
    open,
    signUp,
    refresh,
    reauthenticate,
    age,
    clock,
  }) => {
    const { refreshToken, session } = await signUp()
    await age(session.id, ELEVEN_MINUTES)
    const { accessToken } = await refresh(refreshToken)

    const closed = await open(accessToken)
    const confirmed = await reauthenticate(accessToken)
    const opened = await open(confirmed.json().accessToken)
    clock.advance((ELEVEN_MINUTES + 1) * 1000)
    const closedAgain = await open(confirmed.json().accessToken)

    expect(closed.statusCode).toBe(401)
    expect(closed.json()).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED', maxAge: 600 })
    expect(closed.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_user_authentication", max_age="600"',
    )
    expect(opened.body).toBe('opened')
    expect(closedAgain.json().code).toBe('REAUTHENTICATION_REQUIRED')
  })

  test('stays closed for the token from before', async ({
    open,
    signUp,
    refresh,
    reauthenticate,
    age,
  }) => {
    const { refreshToken, session } = await signUp()
    await age(session.id, ELEVEN_MINUTES)
    const { accessToken } = await refresh(refreshToken)
    await reauthenticate(accessToken)

    expect((await open(accessToken)).json().code).toBe('REAUTHENTICATION_REQUIRED')
  })

  test('stays open across a refresh', async ({ open, signUp, refresh, reauthenticate, age }) => {
    const { accessToken, refreshToken, session } = await signUp()
    await age(session.id, ELEVEN_MINUTES)
    await reauthenticate(accessToken)

    const next = await refresh(refreshToken)

    expect((await open(next.accessToken)).body).toBe('opened')
  })
})

describe('proving again who one is', () => {
  // Guarantee: other tabs, and a refresh that is under way, never notice.
  test('leaves the refresh token and the generation as they are', async ({
    signUp,
    refresh,
    reauthenticate,
  }) => {
    const { accessToken, refreshToken, session } = await signUp()

    const response = await reauthenticate(accessToken)

    expect(response.statusCode).toBe(200)
    expect(Object.keys(response.json()).toSorted()).toEqual(
      'accessToken expiresIn session tokenType'.split(' '),
    )
    expect(response.json().session).toEqual(session)
    expect((await refresh(refreshToken)).session.generation).toBe(2)
  })

  test('does not extend the session', async ({ signUp, reauthenticate, age, db }) => {
    const { accessToken, session } = await signUp()
    await age(session.id, 3600)
    const expiry = db.selectFrom('sessions').select(['idle_expires_at', 'expires_at'])
    const before = await expiry.executeTakeFirstOrThrow()

    await reauthenticate(accessToken)

    expect(await expiry.executeTakeFirstOrThrow()).toEqual(before)
  })

  test('takes the password of the same user', async ({ signUp, reauthenticate }) => {
    const { accessToken } = await signUp()
    await signUp({ password: 'somebody elses 77' })

    for (const password of ['violet harbour 1898', `${PASSWORD} `, 'somebody elses 77']) {
      const response = await reauthenticate(accessToken, password)
      expect([response.statusCode, response.json().code]).toEqual([401, 'INVALID_CREDENTIALS'])
    }
  })

  // Guarantee: an access token that outlived its session cannot bring it back.
  test('revives no session', async ({ signUp, reauthenticate, refresh, age, db }) => {
    const [idle, ended, disabled] = [await signUp(), await signUp(), await signUp()]
    await age(idle.session.id, 8 * 24 * 3600)
    // As another process would see it before it has heard of the revocation.
    const rows = (id: string) => db.updateTable('sessions').where('id', '=', id)
    await rows(ended.session.id).set({ revoked_at: new Date() }).execute()
    await rows(disabled.session.id).set({ status: 'disabled' }).execute()

    for (const { accessToken, refreshToken } of [idle, ended, disabled]) {
      expect((await reauthenticate(accessToken)).json().code).toBe('SESSION_REVOKED')
      expect((await refresh(refreshToken)).status).toBe(401)
    }
  })
})
