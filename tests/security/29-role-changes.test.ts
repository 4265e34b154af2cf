import { describe, expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { waitingForLocks } from '../waiting-for-locks.ts'

describe('29 from the moment a role changes', () => {
  test('a token that states the old one asks for a refresh, which brings the new one', async ({
    app,
    call,
    signUp,
  }) => {
    const { user, accessToken, refreshToken } = await signUp()
    const list = (token: string) => call('GET', '/api/admin/users', { token })
    const before = await list(accessToken)

    await app.admin.users.update(user.id, { role: 'admin' })

    const stale = await list(accessToken)
    const { accessToken: renewed } = (
      await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    ).json()
    const after = await list(renewed)
    expect([before.statusCode, before.json().code]).toEqual([403, 'FORBIDDEN'])
    expect([stale.statusCode, stale.json().code]).toEqual([401, 'TOKEN_EXPIRED'])
    expect(after.statusCode).toBe(200)
  })

  test('no token of who lost it is good for anything, in any of his sessions', async ({
    app,
    call,
    signUpAdmin,
  }) => {
    await signUpAdmin()
    const admin = await signUpAdmin()
    const login = await call('POST', '/api/auth/login', {
      body: { email: admin.user.email, password: PASSWORD },
    })
    const tokens: string[] = [admin.accessToken, login.json().accessToken]
    const use = (token: string) => call('GET', '/api/admin/users', { token })
    const before = await Promise.all(tokens.map(use))

    await app.admin.users.update(admin.user.id, { role: 'user' })

    const after = await Promise.all(tokens.map(use))
    expect(before.map(({ statusCode }) => statusCode)).toEqual([200, 200])
    expect(after.map((response) => response.json().code)).toEqual([
      'TOKEN_EXPIRED',
      'TOKEN_EXPIRED',
    ])
  })
})

// Guarantee: which process made the change makes no difference.
test('29 another process asks for the refresh as soon as it hears of the change', async ({
  app,
  elsewhere,
  signUp,
}) => {
  const { user, accessToken, refreshToken } = await signUp()
  const heard = new Promise<void>((resolve) => {
    elsewhere.latchkey.revocationFeed.onEntry(() => resolve())
  })
  const me = (token: string) =>
    elsewhere.inject({ url: '/api/auth/me', headers: { authorization: `Bearer ${token}` } })
  const before = await me(accessToken)

  await app.admin.users.update(user.id, { role: 'admin' })
  await heard

  const stale = await me(accessToken)
  const refresh = await elsewhere.inject({
    method: 'POST',
    url: '/api/auth/refresh',
    payload: { refreshToken },
  })
  const renewed = await me(refresh.json().accessToken)
  expect(before.statusCode).toBe(200)
  expect([stale.statusCode, stale.json().code]).toEqual([401, 'TOKEN_EXPIRED'])
  expect(renewed.json()).toMatchObject({ id: user.id, role: 'admin' })
})

// Guarantee: whatever runs at the same time, no token with the old role is accepted afterwards.
describe('29 while a role changes', () => {
  test('a refresh that waits for the row issues the new one', async ({ app, call, db, signUp }) => {
    const { user, refreshToken } = await signUp()
    const second = await call('POST', '/api/auth/login', {
      body: { email: user.email, password: PASSWORD },
    })

    const late = await db.transaction().execute(async (trx) => {
      // The change has written the first session and waits for the other, not committed yet.
      await trx
        .selectFrom('sessions')
        .select('id')
        .where('id', '=', second.json().session.id)
        .forUpdate()
        .execute()
      const change = app.admin.users.update(user.id, { role: 'admin' })
      await waitingForLocks(db, 1)
      const refresh = call('POST', '/api/auth/refresh', { body: { refreshToken } })
      await waitingForLocks(db, 2)
      return { change, refresh }
    })
    await late.change

    const { accessToken: token } = (await late.refresh).json()
    expect((await call('GET', '/api/admin/users', { token })).statusCode).toBe(200)
  })

  test('a refresh that was first issues a token that is stale', async ({
    app,
    call,
    db,
    signUp,
  }) => {
    const { user, session, refreshToken } = await signUp()

    const late = await db.transaction().execute(async (trx) => {
      await trx
        .selectFrom('sessions')
        .select('id')
        .where('id', '=', session.id)
        .forUpdate()
        .execute()
      const refresh = call('POST', '/api/auth/refresh', { body: { refreshToken } })
      await waitingForLocks(db, 1)
      const change = app.admin.users.update(user.id, { role: 'admin' })
      await waitingForLocks(db, 2)
      return { change, refresh }
    })
    await late.change

    const first = (await late.refresh).json()
    const stale = await call('GET', '/api/auth/me', { token: first.accessToken })
    const next = await call('POST', '/api/auth/refresh', {
      body: { refreshToken: first.refreshToken },
    })
    const { accessToken: token } = next.json()
    expect([stale.statusCode, stale.json().code]).toEqual([401, 'TOKEN_EXPIRED'])
    expect((await call('GET', '/api/admin/users', { token })).statusCode).toBe(200)
  })

  test('a sign-in that read the old one opens a session with the new one', async ({
    call,
    db,
    signUpAdmin,
  }) => {
    const { user } = await signUpAdmin()

    const late = await db.transaction().execute(async (trx) => {
      await trx.updateTable('users').set({ role: 'user' }).where('id', '=', user.id).execute()
      const login = call('POST', '/api/auth/login', {
        body: { email: user.email, password: PASSWORD },
      })
      await waitingForLocks(db, 1)
      return { login }
    })

    const { accessToken: token } = (await late.login).json()
    const list = await call('GET', '/api/admin/users', { token })
    expect([list.statusCode, list.json().required]).toEqual([403, 'admin'])
  })
})
