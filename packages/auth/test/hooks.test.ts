import { Problem } from '@latchkey/http'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import type { AuthHooks } from '../src/hooks.ts'
import { PASSWORD, test } from './harness.ts'

const registration = { email: 'ada@example.test', password: PASSWORD, name: 'Ada' }

function withHooks(hooks: AuthHooks) {
  test.override('options', { hooks })
}

describe('beforeCreateUser', () => {
  describe('returning members', () => {
    withHooks({
      beforeCreateUser: ({ email, username, name, profile }) => ({
        role: 'admin',
        locale: 'en-GB',
        name: `Countess ${name}`,
        profile: { ...profile, email, username },
        appMetadata: { plan: 'gold' },
      }),
    })

    test('adds them to the user', async ({ call, db, signUp }) => {
      const { user, accessToken } = await signUp({ ...registration, profile: { born: 1815 } })

      const me = await call('GET', '/api/auth/me', { token: accessToken })
      const row = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow()

      expect(user).toMatchObject({
        role: 'admin',
        locale: 'en-GB',
        name: 'Countess Ada',
        profile: { born: 1815, email: 'ada@example.test', username: null },
      })
      expect(me.json()).toEqual(user)
      expect(row.app_metadata).toEqual({ plan: 'gold' })
    })
  })

  describe('returning nothing', () => {
    withHooks({ beforeCreateUser: async () => undefined })

    test('leaves the registration as it is', async ({ signUp }) => {
      const { user } = await signUp(registration)

      expect(user).toMatchObject({ name: 'Ada', role: 'user', locale: null, profile: {} })
    })
  })

  describe('returning its draft with more in it', () => {
    withHooks({
      beforeCreateUser: (draft) => {
        Object.assign(draft, { email: 'eve@evil.test' })
        Object.assign(draft.profile, { changed: true })
        const members = { id: 'x', status: 'disabled', emailKey: 'eve@evil.test', role: undefined }
        const profile = { kept: true, left: undefined }
        return Object({ ...draft, username: 'eve', profile, ...members })
      },
    })

    // Guarantee: who signs in is decided by the registration, whatever a hook does to its draft.
    test('changes nothing but what it may', async ({ db, signUp }) => {
      const { user } = await signUp(registration)

      const row = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow()
      expect(user).toMatchObject({ email: 'ada@example.test', username: null, role: 'user' })
      expect(user).toMatchObject({ name: 'Ada', status: 'active', profile: { kept: true } })
      expect(row).toMatchObject({ email_key: 'ada@example.test', username_key: null })
    })
  })

  let returned: unknown
  describe('returning what makes no sense', () => {
    withHooks({ beforeCreateUser: () => Object(returned) })

    test.for<[string, unknown]>([
      ['role', ['admin']],
      ['role', null],
      ['name', 5],
      ['name', 'a\u0000b'],
      ['name', ''],
      ['name', 'x'.repeat(201)],
      ['locale', 'not a locale'],
      ['profile', null],
      ['profile', []],
      ['profile', 'text'],
      ['profile', { since: new Date(0) }],
      ['profile', { text: '\u0000' }],
      ['profile', { text: 'x'.repeat(8192) }],
      ['appMetadata', { big: 1n }],
      ['appMetadata', { toJSON: () => ({ plan: 'gold' }) }],
      ['appMetadata', new Map([['plan', 'gold']])],
      ['appMetadata', { limit: Number.NaN }],
    ])('%s: %o creates nobody', async ([name, value], { call, db }) => {
      returned = { [name]: value }

      const response = await call('POST', '/api/auth/register', { body: registration })

      expect([response.statusCode, response.json().code]).toEqual([500, 'INTERNAL'])
      expect(await db.selectFrom('users').select('id').execute()).toEqual([])
    })

    test('a list creates nobody', async ({ call }) => {
      returned = [{ role: 'admin' }]

      const response = await call('POST', '/api/auth/register', { body: registration })

      expect(response.statusCode).toBe(500)
    })
  })

  describe('throwing a problem', () => {
    withHooks({
      beforeCreateUser: ({ email }) => {
        if (email?.endsWith('@example.test')) return
        throw new Problem('INVALID_REQUEST', {
          detail: 'Only our own people may register.',
          errors: [{ pointer: '/body/email', message: 'must be ours' }],
        })
      },
    })

    test('refuses, and nobody is created', async ({ call, db }) => {
      const refused = await call('POST', '/api/auth/register', {
        body: { ...registration, email: 'eve@evil.example' },
      })
      const allowed = await call('POST', '/api/auth/register', { body: registration })
      const emails = await db.selectFrom('users').select('email').execute()

      expect(refused.statusCode).toBe(400)
      expect(refused.json()).toMatchObject({
        code: 'INVALID_REQUEST',
        detail: 'Only our own people may register.',
        errors: [{ pointer: '/body/email', message: 'must be ours' }],
      })
      expect(allowed.statusCode).toBe(201)
      expect(emails).toEqual([{ email: 'ada@example.test' }])
    })
  })

  describe('failing', () => {
    withHooks({
      beforeCreateUser: async () => {
        throw new Error('the directory is not reachable at 10.0.0.7')
      },
    })

    // Guarantee: a hook that cannot decide denies, and its reason stays inside.
    test('denies without a word', async ({ call, db }) => {
      const response = await call('POST', '/api/auth/register', { body: registration })

      expect([response.statusCode, response.json().code]).toEqual([500, 'INTERNAL'])
      expect(response.body).not.toContain('10.0.0.7')
      expect(await db.selectFrom('users').select('id').execute()).toEqual([])
    })
  })

  describe('choosing a role that is not defined', () => {
    withHooks({ beforeCreateUser: () => ({ role: 'emperor' }) })

    test('creates nobody', async ({ call, db }) => {
      const response = await call('POST', '/api/auth/register', { body: registration })

      expect(response.statusCode).toBe(500)
      expect(await db.selectFrom('users').select('id').execute()).toEqual([])
    })
  })
})

describe('userCreated', () => {
  describe('writing', () => {
    withHooks({
      userCreated: async (user, trx) => {
        await sql`create table if not exists customers (user_id uuid references users (id))`.execute(
          trx,
        )
        await sql`insert into customers values (${user.id})`.execute(trx)
      },
    })

    test('sees the user before anybody else does', async ({ db, signUp }) => {
      const { user } = await signUp(registration)

      const { rows } = await sql`select user_id from customers`.execute(db)

      expect(rows).toEqual([{ user_id: user.id }])
    })
  })

  describe('throwing after it wrote', () => {
    withHooks({
      userCreated: async (user, trx) => {
        await sql`create table customers (user_id uuid)`.execute(trx)
        await sql`insert into customers values (${user.id})`.execute(trx)
        throw new Error('the customer number is taken')
      },
    })

    // Guarantee: what a hook writes is there exactly if the user is.
    test('takes everything back', async ({ call, db }) => {
      const response = await call('POST', '/api/auth/register', { body: registration })
      const tables = ['users', 'credentials', 'sessions', 'known_devices'] as const
      const counts = await Promise.all(
        tables.map(async (table) => (await db.selectFrom(table).select('id').execute()).length),
      )
      const { rows } = await sql`select to_regclass('customers') as found`.execute(db)

      expect(response.statusCode).toBe(500)
      expect(counts).toEqual([0, 0, 0, 0])
      expect(rows).toEqual([{ found: null }])
    })
  })
})

describe('accessTokenClaims', () => {
  describe('returning claims', () => {
    withHooks({
      accessTokenClaims: async ({ name }) => ({ tenant: 'acme', greeting: `Hello ${name}` }),
    })

    // Guarantee: the claims are in every access token and follow the user.
    test('adds them at sign-up, sign-in and refresh', async ({ call, signUp, refresh }) => {
      const first = await signUp(registration)
      await call('PATCH', '/api/auth/me', { token: first.accessToken, body: { name: 'Countess' } })
      const signedIn = await call('POST', '/api/auth/login', {
        body: { email: registration.email, password: PASSWORD },
      })
      const refreshed = await refresh(first.refreshToken)

      const added = [first.accessToken, signedIn.json().accessToken, refreshed.accessToken].map(
        (token) => {
          const { tenant, greeting } = claimsOf(token)
          return { tenant, greeting }
        },
      )
      expect(added).toEqual([
        { tenant: 'acme', greeting: 'Hello Ada' },
        { tenant: 'acme', greeting: 'Hello Countess' },
        { tenant: 'acme', greeting: 'Hello Countess' },
      ])
    })

    test('leaves the claims of Latchkey as they are', async ({ call, signUp }) => {
      const { user, session, accessToken } = await signUp(registration)

      expect(claimsOf(accessToken)).toMatchObject({
        sub: user.id,
        sid: session.id,
        role: 'user',
        iss: 'https://auth.example.test',
        client_id: 'first-party',
      })
      expect((await call('GET', '/api/auth/me', { token: accessToken })).statusCode).toBe(200)
    })
  })

  describe('returning nothing, or members that are undefined', () => {
    withHooks({
      accessTokenClaims: ({ name }) => (name === 'Ada' ? undefined : { tenant: undefined }),
    })

    test('adds nothing', async ({ signUp }) => {
      const [ada, bob] = [await signUp({ name: 'Ada' }), await signUp({ name: 'Bob' })]

      expect(claimsOf(ada.accessToken)).not.toHaveProperty('tenant')
      expect(claimsOf(bob.accessToken)).not.toHaveProperty('tenant')
    })
  })

  const reserved =
    'iss aud sub sid gen client_id iat exp nbf jti role scope auth_time tid org act cnf amr acr'.split(
      ' ',
    )
  let claims: unknown = {}

  describe('returning what it must not', () => {
    withHooks({ accessTokenClaims: () => Object(claims) })

    // Guarantee: no hook, and nothing a hook copies from a user, decides who somebody is.
    test('signs nobody in, and creates nobody', async ({ call, db }) => {
      for (const name of reserved) {
        claims = { [name]: 'x' }
        const response = await call('POST', '/api/auth/register', { body: registration })

        expect([response.statusCode, response.json().code], name).toEqual([500, 'INTERNAL'])
      }
      expect(await db.selectFrom('users').select('id').execute()).toEqual([])
    })

    test.for([
      [['admin']],
      [new Date(0)],
      [new Map([['tenant', 'acme']])],
      [{ toJSON: () => ({ role: 'admin' }) }],
      [{ since: new Date(0) }],
      [{ nested: { toJSON: () => 1 } }],
      [{ big: 1n }],
      [{ limit: Number.POSITIVE_INFINITY }],
      [{ call: () => 'x' }],
      [Object('tenant')],
    ])('signs nobody in with %o', async ([value], { call }) => {
      claims = value

      const response = await call('POST', '/api/auth/register', { body: registration })

      expect([response.statusCode, response.json().code]).toEqual([500, 'INTERNAL'])
    })

    test('is bounded to 1 kB of JSON', async ({ call }) => {
      const register = async (email: string, size: number) => {
        claims = { a: 'x'.repeat(size - '{"a":""}'.length) }
        const response = await call('POST', '/api/auth/register', {
          body: { ...registration, email },
        })
        return response.statusCode
      }

      expect(await register('fits@example.test', 1024)).toBe(201)
      expect(await register('exceeds@example.test', 1025)).toBe(500)
    })
  })
})

function claimsOf(token: string): Record<string, unknown> {
  const [, claims = ''] = token.split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}
