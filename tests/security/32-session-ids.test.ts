import type { AuthResult } from '@latchkey/contracts'
import { newId } from '@latchkey/database'
import { expect } from 'vitest'

import { PASSWORD } from '../harness.ts'
import { test } from '../ageing.ts'

// Guarantee: nobody can prepare a session and have somebody else sign in to it.
test('32 every sign-in opens a session of its own, whatever the request brings', async ({
  call,
  signUp,
  refresh,
}) => {
  const attacker = await signUp()
  const victim = await signUp()
  const planted = attacker.session.id
  const body = { email: victim.user.email, password: PASSWORD }
  const attempts = [
    { headers: { cookie: `__Host-latchkey-access=${attacker.accessToken}` } },
    { headers: { cookie: `__Host-latchkey-refresh=${attacker.refreshToken}; sid=${planted}` } },
    { headers: { 'x-session-id': planted } },
    { token: attacker.accessToken },
    { token: victim.accessToken },
  ]

  const opened: string[] = []
  for (const attempt of attempts) {
    const login = await call('POST', '/api/auth/login', { body, ...attempt })
    const result = login.json<AuthResult>()
    expect([login.statusCode, result.user.id]).toEqual([200, victim.user.id])
    opened.push(result.session.id)
  }

  expect(new Set([planted, victim.session.id, ...opened]).size).toBe(2 + attempts.length)
  const mine = await call('GET', '/api/auth/me', { token: attacker.accessToken })
  expect(mine.json().id).toBe(attacker.user.id)
  expect((await refresh(attacker.refreshToken)).status).toBe(200)
})

test('32 no body names the session to open', async ({ call, signUp }) => {
  const { user, session, refreshToken } = await signUp()
  const body = { email: user.email, password: PASSWORD }
  const members = { sessionId: newId(), session: { id: session.id }, sid: session.id, refreshToken }

  for (const [name, value] of Object.entries(members)) {
    const login = await call('POST', '/api/auth/login', { body: { ...body, [name]: value } })
    expect([name, login.statusCode, login.json().errors[0].pointer]).toEqual([
      name,
      400,
      `/body/${name}`,
    ])
  }
})

// Guarantee: a token from before a change of rights is worth nothing after it.
test('32 a change of the role makes every token of the session anew', async ({
  app,
  call,
  signUp,
  refresh,
}) => {
  const { user, accessToken: token, refreshToken, session } = await signUp()
  await app.admin.users.update(user.id, { role: 'admin' })

  const before = await call('GET', '/api/auth/me', { token })
  const renewed = await refresh(refreshToken)

  expect([before.statusCode, before.json().code]).toEqual([401, 'TOKEN_EXPIRED'])
  expect(renewed.session.generation).toBe(session.generation + 1)
  expect(renewed.refreshToken).not.toBe(refreshToken)
  const after = await call('GET', '/api/auth/me', { token: renewed.accessToken })
  expect([after.statusCode, after.json().role]).toEqual([200, 'admin'])
})
