import type { AuthResult, SessionPage } from '@latchkey/contracts'
import { expect } from 'vitest'

import { PASSWORD } from '../harness.ts'
import { test } from '../ageing.ts'

// Guarantee: somebody who fears that a stranger is signed in sees it, and can end it.
test('80 a user sees where he is signed in, ends one session, then all others', async ({
  app,
  call,
  signUp,
  refresh,
}) => {
  const here = await signUp()
  const signIn = async (remoteAddress: string, client: string): Promise<AuthResult> => {
    const response = await app.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: { email: here.user.email, password: PASSWORD },
      headers: { 'user-agent': client },
      remoteAddress,
    })
    return response.json()
  }
  const phone = await signIn('192.0.2.1', 'Phone/2')
  const tablet = await signIn('192.0.2.2', 'Tablet/3')
  const stranger = await signIn('203.0.113.9', 'Unknown/1')
  const token = here.accessToken
  const list = async () =>
    (await call('GET', '/api/auth/sessions', { token })).json<SessionPage>().data

  const before = await list()
  await call('DELETE', `/api/auth/sessions/${stranger.session.id}`, { token })
  const between = await list()
  const others = await call('DELETE', '/api/auth/sessions', { token })
  const after = await list()

  const seen = before.find(({ id }) => id === stranger.session.id)
  expect(seen).toMatchObject({ ip: '203.0.113.9', userAgent: 'Unknown/1', current: false })
  expect(Date.parse(seen?.createdAt ?? '')).not.toBeNaN()
  expect(before.filter(({ current }) => current).map(({ id }) => id)).toEqual([here.session.id])
  expect([before.length, between.length, after.length]).toEqual([4, 3, 1])
  expect(others.json()).toEqual({ revoked: 2 })
  for (const ended of [stranger, phone, tablet]) {
    const me = await call('GET', '/api/auth/me', { token: ended.accessToken })
    expect(me.json().code).toBe('SESSION_REVOKED')
    expect((await refresh(ended.refreshToken)).code).toBe('SESSION_REVOKED')
  }
  expect((await refresh(here.refreshToken)).status).toBe(200)
})

test('80 nobody sees or ends the sessions of somebody else', async ({ call, signUp, refresh }) => {
  const [victim, attacker] = [await signUp(), await signUp()]
  const token = attacker.accessToken

  const list = await call('GET', '/api/auth/sessions', { token })
  const one = await call('DELETE', `/api/auth/sessions/${victim.session.id}`, { token })
  const others = await call('DELETE', '/api/auth/sessions', { token })

  const ids = list.json<SessionPage>().data.map(({ id }) => id)
  expect(ids).toEqual([attacker.session.id])
  expect([one.statusCode, others.json()]).toEqual([404, { revoked: 0 }])
  expect((await refresh(victim.refreshToken)).status).toBe(200)
})
