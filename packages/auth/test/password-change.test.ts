import type { AuthResult } from '@latchkey/contracts'
import type { Database } from '@latchkey/database'
import { describe, expect } from 'vitest'

import { PASSWORD, test as base } from './harness.ts'
import { waitingForLocks } from './waiting-for-locks.ts'

const NEW = 'amber lantern 2041'

const test = base
  .extend('change', ({ call }) => {
    return async (token: string, currentPassword = PASSWORD, newPassword = NEW) => {
      const body = { currentPassword, newPassword }
      return call('POST', '/api/auth/password/change', { token, body })
    }
  })
  .extend('login', ({ call }) => {
    return async ({ user }: AuthResult, password: string) =>
      call('POST', '/api/auth/login', { body: { email: user.email, password } })
  })

describe('changing the password', () => {
  test('makes the new one the only one', async ({ signUp, change, login }) => {
    const user = await signUp()

    const response = await change(user.accessToken)

    expect([response.statusCode, response.body]).toEqual([204, ''])
    expect((await login(user, NEW)).statusCode).toBe(200)
    expect((await login(user, PASSWORD)).json().code).toBe('INVALID_CREDENTIALS')
  })

  // Guarantee: whoever got in with the old password is out, and who changed it is not.
  test('ends every other session and keeps this one', async ({
    signUp,
    change,
    login,
    refresh,
    call,
    db,
  }) => {
    const here = await signUp()
    const there: AuthResult = (await login(here, PASSWORD)).json()
    const renewed = await refresh(there.refreshToken)

    await change(here.accessToken)

    for (const token of [there.accessToken, renewed.accessToken]) {
      expect((await call('GET', '/api/auth/me', { token })).json().code).toBe('SESSION_REVOKED')
    }
    for (const token of [there.refreshToken, renewed.refreshToken]) {
      expect((await refresh(token)).code).toBe('SESSION_REVOKED')
    }
    const me = await call('GET', '/api/auth/me', { token: here.accessToken })
    expect(me.statusCode).toBe(200)
    expect((await refresh(here.refreshToken)).status).toBe(200)
    const row = db.selectFrom('sessions').selectAll().where('id', '=', there.session.id)
    expect((await row.executeTakeFirstOrThrow()).revoked_reason).toBe('password_changed')
  })

  test('needs the current one', async ({ signUp, change, login, refresh }) => {
    const here = await signUp()
    const there: AuthResult = (await login(here, PASSWORD)).json()

    const response = await change(here.accessToken, 'violet harbour 1898')

    expect([response.statusCode, response.json().code]).toEqual([401, 'INVALID_CREDENTIALS'])
    expect((await login(here, PASSWORD)).statusCode).toBe(200)
    expect((await refresh(there.refreshToken)).status).toBe(200)
  })

  test.for([
    ['short', 'amber'],
    ['common', 'password123'],
    ['made of the address', 'person-1@example.test'],
  ])('to one that is %s is refused', async ([, weak], { signUp, change, login }) => {
    const user = await signUp()

    const response = await change(user.accessToken, PASSWORD, weak)

    expect([response.statusCode, response.json().code]).toEqual([422, 'PASSWORD_TOO_WEAK'])
    expect((await login(user, PASSWORD)).statusCode).toBe(200)
  })

  test('needs both passwords and nothing else', async ({ signUp, call }) => {
    const { accessToken: token } = await signUp()
    const both = { currentPassword: PASSWORD, newPassword: NEW }

    for (const body of [
      {},
      { newPassword: NEW },
      { ...both, userId: 'x' },
      { ...both, newPassword: '' },
    ]) {
      const response = await call('POST', '/api/auth/password/change', { token, body })
      expect(response.statusCode).toBe(400)
    }
    const body = both
    expect((await call('POST', '/api/auth/password/change', { body })).statusCode).toBe(401)
  })
})

describe('at the same time', () => {
  // Guarantee: two people who both know the password cannot both believe that they have changed it.
  test('one change of the password wins', async ({ signUp, change, login, refresh, db }) => {
    const here = await signUp()
    const there: AuthResult = (await login(here, PASSWORD)).json()

    const answers = await atTheSameMoment(db, () => [
      change(here.accessToken, PASSWORD, NEW),
      change(there.accessToken, PASSWORD, 'crimson meadow 3307'),
    ])

    const statuses = answers.map(({ statusCode }) => statusCode)
    expect(new Set(statuses)).toEqual(new Set([204, 401]))
    const [winner, loser] = statuses[0] === 204 ? [here, there] : [there, here]
    expect((await refresh(winner.refreshToken)).status).toBe(200)
    expect((await refresh(loser.refreshToken)).code).toBe('SESSION_REVOKED')
    const works = statuses[0] === 204 ? NEW : 'crimson meadow 3307'
    expect((await login(here, works)).statusCode).toBe(200)
  })

  // Guarantee: a sign-in that is being verified while the password changes cannot outlive the change.
  test('a sign-in with the old password leaves no session behind', async ({
    signUp,
    change,
    login,
    refresh,
    call,
    db,
  }) => {
    const user = await signUp()

    const [before, changed, after] = await atTheSameMoment(db, () => [
      login(user, PASSWORD),
      change(user.accessToken),
      login(user, PASSWORD),
    ])

    expect(changed?.statusCode).toBe(204)
    const signIns = [before, after].filter((response) => response !== undefined)
    for (const signIn of signIns) {
      if (signIn.statusCode !== 200) {
        expect(signIn.json().code).toBe('INVALID_CREDENTIALS')
        continue
      }
      const { refreshToken, accessToken: token } = signIn.json<AuthResult>()
      expect((await refresh(refreshToken)).code).toBe('SESSION_REVOKED')
      expect((await call('GET', '/api/auth/me', { token })).json().code).toBe('SESSION_REVOKED')
    }
    const { data } = (await call('GET', '/api/auth/sessions', { token: user.accessToken })).json()
    expect(data).toHaveLength(1)
  })
})

/** Lets every call get as far as the password, and then go on. */
async function atTheSameMoment<T>(db: Database, start: () => Promise<T>[]): Promise<T[]> {
  const calls = await db.transaction().execute(async (trx) => {
    await trx.selectFrom('credentials').select('id').forUpdate().execute()
    const started = start()
    await waitingForLocks(db, started.length)
    return { started }
  })
  return Promise.all(calls.started)
}
