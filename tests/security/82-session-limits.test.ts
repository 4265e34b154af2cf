import { expect } from 'vitest'

import { DAY, HOUR, test } from '../ageing.ts'

test('82 a session ends when it is not refreshed for seven days', async ({
  signUp,
  refresh,
  age,
}) => {
  const [tired, busy] = [await signUp(), await signUp()]
  await age(tired.session.id, 7 * DAY)
  await age(busy.session.id, 7 * DAY - 60)

  expect(await refresh(tired.refreshToken)).toMatchObject({ status: 401, code: 'SESSION_EXPIRED' })
  expect((await refresh(busy.refreshToken)).status).toBe(200)
})

// Guarantee: no refresh, however regular, keeps somebody signed in for more than thirty days.
test('82 a session that is refreshed all the time ends after thirty days', async ({
  signUp,
  refresh,
  age,
}) => {
  const { session, ...first } = await signUp()
  let token = first.refreshToken
  for (let week = 1; week <= 4; week += 1) {
    await age(session.id, 7 * DAY - HOUR)
    token = (await refresh(token)).refreshToken
  }
  const last = await refresh(token)
  const rest = Date.parse(last.session.expiresAt) - Date.now()
  await age(session.id, 2 * DAY + 5 * HOUR)

  expect(rest / 1000 / HOUR).toBeCloseTo(2 * 24 + 4, 1)
  expect((await refresh(last.refreshToken)).code).toBe('SESSION_EXPIRED')
  expect((await refresh(token)).code).toBe('SESSION_EXPIRED')
})

// Guarantee: proving again who one is makes dangerous things possible, and the session no longer.
test('82 neither limit is moved by reauthenticating', async ({ call, signUp, refresh, age }) => {
  const { accessToken: token, refreshToken, session } = await signUp()
  await age(session.id, 6 * DAY)
  const body = { password: 'violet harbour 1897' }

  const confirmed = await call('POST', '/api/auth/reauthenticate', { token, body })
  await age(session.id, DAY)

  expect(confirmed.statusCode).toBe(200)
  expect((await refresh(refreshToken)).code).toBe('SESSION_EXPIRED')
})
