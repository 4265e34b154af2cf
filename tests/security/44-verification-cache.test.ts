import { createServer } from 'latchkey/server'
import { expect } from 'vitest'

import { PASSWORD, SECRET, test } from '../harness.ts'

// GHSA-rp9m-7r4c-75qg: a cache that looked at a part of the token took one user for another.
test('44 tokens that begin alike are told apart', async ({ call, signUp }) => {
  const { user, accessToken: first } = await signUp()
  const login = await call('POST', '/api/auth/login', {
    body: { email: user.email, password: PASSWORD },
  })
  const second: string = login.json().accessToken
  const signIn = (token: string) => call('GET', '/api/auth/me', { token })

  const both = [await signIn(first), await signIn(second)]
  await call('POST', '/api/auth/logout', { token: first })
  const after = [await signIn(first), await signIn(second)]

  expect(second.slice(0, 100)).toBe(first.slice(0, 100))
  expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200])
  expect(after.map((response) => [response.statusCode, response.json().code])).toEqual([
    [401, 'SESSION_REVOKED'],
    [200, undefined],
  ])
})

test('44 a token that was verified helps no text that differs from it', async ({
  call,
  signUp,
}) => {
  const { accessToken: token } = await signUp()
  const [header = '', claims = '', signature = ''] = token.split('.')
  const forged = Buffer.from(
    Buffer.from(claims, 'base64url').toString().replace('"role":"user"', '"role":"admin"'),
  ).toString('base64url')
  const others = [
    `${header}.${forged}.${signature}`,
    `${header}.${claims}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'Q' : 'A'}`,
    `${header}.${claims}.${'A'.repeat(86)}`,
    `${header}.${claims}.`,
    `${header}.${claims}`,
    `${token}.${signature}`,
    `${token} `,
    token.toUpperCase(),
  ]

  await call('GET', '/api/auth/me', { token })
  for (const other of others) {
    const response = await call('GET', '/api/auth/me', { token: other })

    expect([response.statusCode, response.json().code], other).toEqual([401, 'TOKEN_INVALID'])
  }
})

test('44 what happens to a verified token wins over the cache', async ({
  app,
  call,
  clock,
  signUp,
}) => {
  const use = async (token: string) => {
    const response = await call('GET', '/api/auth/me', { token })
    return response.statusCode === 200 ? 'accepted' : response.json().code
  }
  const [revoked, other] = [await signUp(), await signUp()]
  const cached = [await use(revoked.accessToken), await use(other.accessToken)]

  await call('POST', '/api/auth/logout', { token: revoked.accessToken })
  const afterLogout = await use(revoked.accessToken)
  app.latchkey.verificationKeys.replace([])
  const afterKey = await use(other.accessToken)
  await app.auth.signingKeys.load()
  const withKey = await use(other.accessToken)
  clock.advance(15 * 60 * 1000)
  const afterExpiry = await use(other.accessToken)

  expect(cached).toEqual(['accepted', 'accepted'])
  expect(afterLogout).toBe('SESSION_REVOKED')
  expect(afterKey).toBe('TOKEN_INVALID')
  expect(withKey).toBe('accepted')
  expect(afterExpiry).toBe('TOKEN_EXPIRED')
})

// Guarantee: a token is verified for the issuer and audience of this server, not for any that has
// the same keys.
test('44 another issuer with the same keys does not accept the token', async ({
  call,
  db,
  clock,
  signUp,
}) => {
  const { accessToken } = await signUp()
  const other = await createServer({
    database: db,
    secret: SECRET,
    publicUrl: 'https://other.example.test',
    clock,
    logger: false,
  })

  const here = await call('GET', '/api/auth/me', { token: accessToken })
  const there = await other.inject({
    url: '/api/auth/me',
    headers: { authorization: `Bearer ${accessToken}` },
  })
  await other.close()

  expect(here.statusCode).toBe(200)
  expect([there.statusCode, there.json().code]).toEqual([401, 'TOKEN_INVALID'])
})

test('44 a refusal is not remembered against a token that is right', async ({
  app,
  call,
  signUp,
}) => {
  const { accessToken: token } = await signUp()
  app.latchkey.verificationKeys.replace([])

  const refused = await call('GET', '/api/auth/me', { token })
  await app.auth.signingKeys.load()
  const accepted = await call('GET', '/api/auth/me', { token })

  expect([refused.statusCode, accepted.statusCode]).toEqual([401, 200])
})
