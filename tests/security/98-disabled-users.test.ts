import { expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'

test('98 disabling ends every session, its tokens and its renewal at once', async ({
  call,
  signUp,
  signUpAdmin,
}) => {
  const admin = await signUpAdmin()
  const { user, ...first } = await signUp()
  const credentials = { email: user.email, password: PASSWORD }
  const second = (await call('POST', '/api/auth/login', { body: credentials })).json()
  const tokens: string[] = [first.accessToken, second.accessToken]
  // Reads no user, so nothing but the token decides; and the token is cached from then on.
  const use = (token: string) => call('GET', '/api/auth/sessions', { token })
  const before = await Promise.all(tokens.map(use))

  await call('PATCH', `/api/admin/users/${user.id}`, {
    token: admin.accessToken,
    body: { status: 'disabled', reason: 'spam' },
  })

  const after = [
    ...(await Promise.all(tokens.map(use))),
    ...(await Promise.all(
      [first.refreshToken, second.refreshToken].map((refreshToken: string) =>
        call('POST', '/api/auth/refresh', { body: { refreshToken } }),
      ),
    )),
    await call('POST', '/api/auth/login', { body: credentials }),
  ]
  const sessions = await call('GET', `/api/admin/users/${user.id}/sessions`, {
    token: admin.accessToken,
  })
  expect(before.map(({ statusCode }) => statusCode)).toEqual([200, 200])
  expect(after.map((response) => response.json().code)).toEqual([
    'SESSION_REVOKED',
    'SESSION_REVOKED',
    'SESSION_REVOKED',
    'SESSION_REVOKED',
    'ACCOUNT_DISABLED',
  ])
  expect(sessions.json().data).toEqual([])
})

test('98 nobody but the disabled user is signed out', async ({ app, call, signUp }) => {
  const [one, other] = [await signUp(), await signUp()]

  await app.admin.users.update(one.user.id, { status: 'disabled' })

  const me = await call('GET', '/api/auth/me', { token: other.accessToken })
  expect(me.statusCode).toBe(200)
})

test('98 another process lets nobody in who was disabled here', async ({
  app,
  elsewhere,
  signUp,
}) => {
  const { user, accessToken } = await signUp()
  const heard = new Promise<void>((resolve) => {
    elsewhere.latchkey.revocationFeed.onEntry(() => resolve())
  })
  const me = () =>
    elsewhere.inject({ url: '/api/auth/me', headers: { authorization: `Bearer ${accessToken}` } })
  const before = await me()

  await app.admin.users.update(user.id, { status: 'disabled' })
  await heard

  const after = await me()
  expect(before.statusCode).toBe(200)
  expect([after.statusCode, after.json().code]).toEqual([401, 'SESSION_REVOKED'])
})
