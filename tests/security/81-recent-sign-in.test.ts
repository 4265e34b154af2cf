import { operations } from '@latchkey/contracts'
import { expect } from 'vitest'

import { test } from '../ageing.ts'
import { PASSWORD } from '../harness.ts'
import { pathOf, sampleBody, withBody } from './samples.ts'

const ELEVEN_MINUTES = 11 * 60

// Guarantee: who finds a signed-in device cannot take the account over with it.
test('81 operations that want a recent sign-in refuse an old one, whatever the rights', async ({
  call,
  signUpAdmin,
  refresh,
  age,
}) => {
  const { refreshToken, session } = await signUpAdmin()
  await age(session.id, ELEVEN_MINUTES)
  const { accessToken: token } = await refresh(refreshToken)
  const wanting = operations.filter(({ security }) => security !== 'public' && security.maxAge)

  for (const operation of wanting) {
    const body = withBody.find(({ operationId }) => operationId === operation.operationId)?.body
    const response = await call(operation.method, pathOf(operation, session.id), {
      token,
      ...(body && { body: sampleBody(body) }),
    })

    expect([operation.operationId, response.statusCode]).toEqual([operation.operationId, 401])
    expect(response.json()).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED', maxAge: 600 })
    expect(response.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_user_authentication", max_age="600"',
    )
  }
  expect(wanting.length).toBeGreaterThan(0)
})

// Guarantee: a refresh proves that somebody holds a token, not who he is.
test('81 no refresh makes a sign-in recent, the password does', async ({
  call,
  signUpAdmin,
  refresh,
  age,
}) => {
  const { session, ...first } = await signUpAdmin()
  await age(session.id, ELEVEN_MINUTES)
  const rotate = (token: string) =>
    call('POST', '/api/admin/signing-keys/rotate', { token, body: {} })
  let { accessToken, refreshToken } = first
  for (let turn = 0; turn < 3; turn += 1) {
    ;({ accessToken, refreshToken } = await refresh(refreshToken))
    expect((await rotate(accessToken)).json().code).toBe('REAUTHENTICATION_REQUIRED')
  }

  const body = { password: PASSWORD }
  const proof = await call('POST', '/api/auth/reauthenticate', { token: accessToken, body })

  expect((await rotate(proof.json().accessToken)).statusCode).toBe(200)
})
