import { expect } from 'vitest'

import { test } from '../harness.ts'
import { pathOf, sampleBody, withBody } from './samples.ts'

/** What a user has, and no request may give: in the spellings of bodies, columns and other systems. */
const PRIVILEGED: Readonly<Record<string, unknown>> = {
  id: '01900000-0000-7000-8000-000000000001',
  kind: 'service',
  role: 'admin',
  roles: ['admin'],
  isAdmin: true,
  is_admin: true,
  admin: true,
  permissions: ['*'],
  scope: '*',
  scopes: ['*'],
  status: 'active',
  disabled: false,
  emailVerified: true,
  email_verified: true,
  email_verified_at: '2020-01-01T00:00:00Z',
  emailKey: 'eve@evil.example',
  email_key: 'eve@evil.example',
  usernameKey: 'eve',
  username_key: 'eve',
  passwordHash: 'x',
  password_hash: 'x',
  secret: 'x',
  hash: 'x',
  appMetadata: { plan: 'gold' },
  app_metadata: { plan: 'gold' },
  createdAt: '2020-01-01T00:00:00Z',
  created_at: '2020-01-01T00:00:00Z',
  updatedAt: '2020-01-01T00:00:00Z',
  rateLimit: { max: 1e9, windowSeconds: 1 },
  rateLimitMax: 1e9,
  limits: [],
  clientId: 'other',
  audience: ['https://other.example'],
  audiences: ['https://other.example'],
  amr: ['pwd', 'otp'],
  authTime: 1,
  expiresAt: '2999-01-01T00:00:00Z',
  generation: 1,
  claims: { role: 'admin' },
}

test('8 no body takes a member that only the server sets, and nothing changes', async ({
  call,
  db,
  signUpAdmin,
}) => {
  const { accessToken } = await signUpAdmin()
  const read = () =>
    Promise.all([
      db.selectFrom('users').selectAll().orderBy('id').execute(),
      db.selectFrom('credentials').selectAll().orderBy('id').execute(),
      db.selectFrom('sessions').selectAll().orderBy('id').execute(),
    ])
  const before = await read()

  for (const operation of withBody) {
    const declared = operation.body.properties ?? {}
    for (const [name, value] of Object.entries(PRIVILEGED)) {
      if (Object.hasOwn(declared, name)) continue
      const response = await call(operation.method, pathOf(operation), {
        token: accessToken,
        body: { ...sampleBody(operation.body), [name]: value },
      })

      expect(response.statusCode, `${operation.operationId} ${name}`).toBe(400)
      expect(response.json().errors).toContainEqual(
        expect.objectContaining({ pointer: `/body/${name}` }),
      )
    }
  }
  expect(await read()).toEqual(before)
})

test('8 nobody can declare himself to be more through any operation', () => {
  const declared = withBody.flatMap(({ operationId, security, body }) =>
    security !== 'public' && security.role === 'admin'
      ? []
      : Object.keys(body.properties ?? {}).map((name) => `${operationId}.${name}`),
  )

  const suspicious = declared.filter((path) =>
    /\.(?:role|status|permissions|isAdmin|emailVerified|appMetadata|passwordHash|id)$/.test(path),
  )

  expect(suspicious).toEqual([])
})

// Guarantee: the profile is the user's own to fill, and nothing in it means anything to the server.
test('8 a profile that claims privileges gives none', async ({ call, db, signUp }) => {
  const profile = { ...PRIVILEGED, nested: PRIVILEGED }

  const { user, accessToken } = await signUp({ profile })
  const changed = await call('PATCH', '/api/auth/me', { token: accessToken, body: { profile } })
  const row = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow()

  expect(user).toMatchObject({ role: 'user', status: 'active', emailVerified: false, profile })
  expect(changed.json()).toMatchObject({ id: user.id, role: 'user', emailVerified: false, profile })
  expect(row).toMatchObject({ kind: 'person', email_verified_at: null, app_metadata: {} })
})
