import type { AuthResult } from '@latchkey/contracts'
import { expect } from 'vitest'

import { PASSWORD } from '../harness.ts'
import { test } from '../ageing.ts'

// Guarantee: who changes the password because somebody else knows it, gets rid of him.
test('31 a changed password ends every other session, with all its tokens', async ({
  call,
  signUp,
  refresh,
}) => {
  const here = await signUp()
  const signIn = async (password = PASSWORD) =>
    call('POST', '/api/auth/login', { body: { email: here.user.email, password } })
  const [phone, thief]: AuthResult[] = [(await signIn()).json(), (await signIn()).json()]
  if (!phone || !thief) throw new Error('nobody signed in')
  const renewed = await refresh(thief.refreshToken)
  const somebody = await signUp()

  const body = { currentPassword: PASSWORD, newPassword: 'amber lantern 2041' }
  const change = await call('POST', '/api/auth/password/change', { token: here.accessToken, body })

  expect(change.statusCode).toBe(204)
  for (const { accessToken: token } of [phone, thief, renewed]) {
    const me = await call('GET', '/api/auth/me', { token })
    expect([me.statusCode, me.json().code]).toEqual([401, 'SESSION_REVOKED'])
  }
  for (const { refreshToken } of [phone, thief, renewed]) {
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, code: 'SESSION_REVOKED' })
  }
  for (const { accessToken: token, refreshToken } of [here, somebody]) {
    expect((await call('GET', '/api/auth/me', { token })).statusCode).toBe(200)
    expect((await refresh(refreshToken)).status).toBe(200)
  }
  const [before, now] = [await signIn(), await signIn('amber lantern 2041')]
  expect([before.statusCode, now.statusCode]).toEqual([401, 200])
})
