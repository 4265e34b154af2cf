import { describe, expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { waitingForLocks } from '../waiting-for-locks.ts'

describe('22 a refresh after', () => {
  test('the user was disabled is refused, and so is signing in', async ({ app, call, signUp }) => {
    const { user, refreshToken } = await signUp()

    await app.admin.users.update(user.id, { status: 'disabled' })

    const refresh = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    const login = (password: string) =>
      call('POST', '/api/auth/login', { body: { email: user.email, password } })
    const [right, wrong] = [await login(PASSWORD), await login('something else')]
    expect([refresh.statusCode, refresh.json().code]).toEqual([401, 'SESSION_REVOKED'])
    expect([right.statusCode, right.json().code]).toEqual([403, 'ACCOUNT_DISABLED'])
    expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'INVALID_CREDENTIALS'])
  })

  test('the user was disabled and enabled again is still refused', async ({
    app,
    call,
    signUp,
  }) => {
    const { user, refreshToken } = await signUp()

    await app.admin.users.update(user.id, { status: 'disabled' })
    await app.admin.users.update(user.id, { status: 'active' })

    const refresh = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    const login = await call('POST', '/api/auth/login', {
      body: { email: user.email, password: PASSWORD },
    })
    expect([refresh.statusCode, refresh.json().code]).toEqual([401, 'SESSION_REVOKED'])
    expect(login.statusCode).toBe(200)
  })

  test('a role was lost brings a token without it', async ({ app, call, signUpAdmin }) => {
    await signUpAdmin()
    const { user, refreshToken } = await signUpAdmin()

    await app.admin.users.update(user.id, { role: 'user' })

    const refresh = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    const { accessToken: token } = refresh.json()
    const list = await call('GET', '/api/admin/users', { token })
    expect(refresh.statusCode).toBe(200)
    expect([list.statusCode, list.json().required]).toEqual([403, 'admin'])
  })

  test('the user was deleted is refused', async ({ db, call, signUp }) => {
    const { user, refreshToken } = await signUp()

    await db.deleteFrom('users').where('id', '=', user.id).execute()

    const refresh = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    expect([refresh.statusCode, refresh.json().code]).toEqual([401, 'REFRESH_TOKEN_INVALID'])
  })
})

// Guarantee: what began before the account was disabled does not end with tokens for it.
describe('22 while a user is being disabled', () => {
  test('a refresh that waits for the row is refused', async ({ app, call, db, signUp }) => {
    const { user, session, refreshToken } = await signUp()

    const late = await db.transaction().execute(async (trx) => {
      await trx
        .selectFrom('sessions')
        .select('id')
        .where('id', '=', session.id)
        .forUpdate()
        .execute()
      const change = app.admin.users.update(user.id, { status: 'disabled' })
      await waitingForLocks(db, 1)
      const refresh = call('POST', '/api/auth/refresh', { body: { refreshToken } })
      await waitingForLocks(db, 2)
      return { change, refresh }
    })
    await late.change

    const refresh = await late.refresh
    expect([refresh.statusCode, refresh.json().code]).toEqual([401, 'SESSION_REVOKED'])
  })

  test('a sign-in that waits for the row is refused', async ({ call, db, signUp }) => {
    const { user } = await signUp()

    const late = await db.transaction().execute(async (trx) => {
      await trx.updateTable('users').set({ status: 'disabled' }).where('id', '=', user.id).execute()
      const login = call('POST', '/api/auth/login', {
        body: { email: user.email, password: PASSWORD },
      })
      await waitingForLocks(db, 1)
      return { login }
    })

    const login = await late.login
    expect([login.statusCode, login.json().code]).toEqual([403, 'ACCOUNT_DISABLED'])
  })
})
