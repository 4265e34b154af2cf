import { describe, expect } from 'vitest'

import { PASSWORD, test } from './harness.ts'

describe('POST /api/auth/register', () => {
  test('takes an address, a username or both', async ({ signUp }) => {
    const both = await signUp({ username: 'Both' })
    const named = await signUp({ email: undefined, username: 'Named' })

    expect(both.user).toMatchObject({ email: 'person-1@example.test', username: 'Both' })
    expect(named.user).toMatchObject({ email: null, username: 'Named', emailVerified: false })
  })

  test('takes an account without either for no account', async ({ call }) => {
    const response = await call('POST', '/api/auth/register', { body: { password: PASSWORD } })

    expect(response.statusCode).toBe(400)
  })

  // Guarantee: the database decides who was first, so there is never a second account.
  test('creates one account, however many ask for an address at once', async ({ call, db }) => {
    const spellings = [
      'ada@example.test',
      'Ada@Example.test',
      'ADA@EXAMPLE.TEST',
      'aDa@example.TEST',
    ]
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call('POST', '/api/auth/register', {
          body: { email: spellings[index % 4], password: PASSWORD },
        }),
      ),
    )
    const rows = async (table: 'users' | 'credentials' | 'sessions') =>
      (await db.selectFrom(table).select('id').execute()).length

    expect(responses.map(({ statusCode }) => statusCode).toSorted()).toEqual([
      201,
      ...Array(19).fill(409),
    ])
    expect(
      responses
        .filter(({ statusCode }) => statusCode === 409)
        .map((response) => response.json().code),
    ).toEqual(Array(19).fill('EMAIL_TAKEN'))
    expect([await rows('users'), await rows('credentials'), await rows('sessions')]).toEqual([
      1, 1, 1,
    ])
  })

  test('gives a username once, however many ask for it', async ({ call, db }) => {
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call('POST', '/api/auth/register', {
          body: { username: index % 2 ? 'ada' : 'ADA', password: PASSWORD },
        }),
      ),
    )

    expect(responses.map(({ statusCode }) => statusCode).toSorted()).toEqual([
      201,
      ...Array(19).fill(409),
    ])
    expect(await db.selectFrom('users').select('id').execute()).toHaveLength(1)
  })

  test('is all or nothing', async ({ call, db, signUp }) => {
    await signUp({ username: 'ada' })

    const response = await call('POST', '/api/auth/register', {
      body: { email: 'other@example.test', username: 'ADA', password: PASSWORD },
    })

    expect([response.statusCode, response.json().code]).toEqual([409, 'USERNAME_TAKEN'])
    expect(await db.selectFrom('credentials').select('id').execute()).toHaveLength(1)
    expect(await db.selectFrom('known_devices').select('id').execute()).toHaveLength(1)
  })
})

describe('POST /api/auth/login', () => {
  test('takes the address or the username, in any case', async ({ call, signUp }) => {
    const { user } = await signUp({ email: 'Ada@Example.test', username: 'Countess' })
    const identifiers = [
      { email: 'Ada@Example.test' },
      { email: 'ada@example.test' },
      { email: 'ADA@EXAMPLE.TEST' },
      { username: 'Countess' },
      { username: 'countess' },
      { username: 'COUNTESS' },
    ]

    const responses = await Promise.all(
      identifiers.map((identifier) =>
        call('POST', '/api/auth/login', { body: { ...identifier, password: PASSWORD } }),
      ),
    )

    expect(responses.map((response) => response.json().user?.id)).toEqual(
      identifiers.map(() => user.id),
    )
  })

  test('takes no two of them at once', async ({ call, signUp }) => {
    const { user } = await signUp({ username: 'ada' })

    const response = await call('POST', '/api/auth/login', {
      body: { email: user.email, username: 'ada', password: PASSWORD },
    })

    expect(response.statusCode).toBe(400)
  })

  test('opens a session of its own each time', async ({ call, signUp }) => {
    const { user, session } = await signUp()
    const body = { email: user.email, password: PASSWORD }

    const first = await call('POST', '/api/auth/login', { body })
    const second = await call('POST', '/api/auth/login', { body })

    const ids = [session.id, first.json().session.id, second.json().session.id]
    expect(new Set(ids).size).toBe(3)
    expect(first.json().refreshToken).not.toBe(second.json().refreshToken)
  })

  test('knows a disabled account, but does not sign in', async ({ call, db, signUp }) => {
    const { user } = await signUp()
    await db.updateTable('users').set({ status: 'disabled' }).execute()

    const response = await call('POST', '/api/auth/login', {
      body: { email: user.email, password: PASSWORD },
    })

    expect([response.statusCode, response.json().code]).toEqual([403, 'ACCOUNT_DISABLED'])
    expect(await db.selectFrom('sessions').select('id').execute()).toHaveLength(1)
  })
})

describe('the device token', () => {
  test('recognises the device that signed in before', async ({ call, db, signUp }) => {
    const { user, deviceToken } = await signUp()
    const [before] = await db.selectFrom('known_devices').selectAll().execute()

    const response = await call('POST', '/api/auth/login', {
      body: { email: user.email, password: PASSWORD, deviceToken },
    })
    const devices = await db.selectFrom('known_devices').selectAll().execute()
    const sessions = await db.selectFrom('sessions').select('device_id').execute()

    expect(response.json().deviceToken).toBe(deviceToken)
    expect(devices.map(({ id }) => id)).toEqual([before?.id])
    expect(devices[0]?.last_seen_at.getTime()).toBeGreaterThan(before?.last_seen_at.getTime() ?? 0)
    expect(sessions.map(({ device_id }) => device_id)).toEqual([before?.id, before?.id])
  })

  test('is a new one on a device that brings none', async ({ call, db, signUp }) => {
    const { user, deviceToken } = await signUp()

    const response = await call('POST', '/api/auth/login', {
      body: { email: user.email, password: PASSWORD },
    })

    expect(response.json().deviceToken).toMatch(/^lkd_[\w-]{43}$/)
    expect(response.json().deviceToken).not.toBe(deviceToken)
    expect(await db.selectFrom('known_devices').select('id').execute()).toHaveLength(2)
  })

  // Guarantee: nobody's device is taken over by presenting its token for another account.
  test('is replaced when it belongs to somebody else or to nobody', async ({
    call,
    db,
    signUp,
  }) => {
    const [ada, grace] = [await signUp(), await signUp()]
    const foreign = [grace.deviceToken, `lkd_${'A'.repeat(43)}`, 'x', 'lkd_', ada.deviceToken + 'A']

    for (const deviceToken of foreign) {
      const response = await call('POST', '/api/auth/login', {
        body: { email: ada.user.email, password: PASSWORD, deviceToken },
      })

      expect(response.statusCode, deviceToken).toBe(200)
      expect(foreign, deviceToken).not.toContain(response.json().deviceToken)
    }
    const graces = await db
      .selectFrom('known_devices')
      .select('id')
      .where('user_id', '=', grace.user.id)
      .execute()
    expect(graces).toHaveLength(1)
  })

  test('grants nothing', async ({ call, signUp }) => {
    const { user, deviceToken } = await signUp()

    const wrong = await call('POST', '/api/auth/login', {
      body: { email: user.email, password: 'violet harbour 1898', deviceToken },
    })
    const bearer = await call('GET', '/api/auth/me', { token: deviceToken })

    expect([wrong.statusCode, bearer.statusCode]).toEqual([401, 401])
  })

  test('is kept as a hash', async ({ db, signUp }) => {
    const { deviceToken } = await signUp()

    const rows = await db.selectFrom('known_devices').selectAll().execute()

    expect(JSON.stringify(rows)).not.toContain(deviceToken)
    expect(rows[0]?.hash.toString('latin1')).not.toContain(deviceToken.slice(4))
  })
})

describe('a hash of an older cost', () => {
  test.override('options', { bcryptCost: 5 })

  test('is replaced at the next sign-in with the right password', async ({ call, db, signUp }) => {
    const { user } = await signUp()
    const read = async () =>
      (await db.selectFrom('credentials').select('secret').executeTakeFirstOrThrow()).secret
    await db.updateTable('credentials').set({ secret: CHEAP }).execute()
    const signIn = (password: string) =>
      call('POST', '/api/auth/login', { body: { email: user.email, password } })

    const wrong = await signIn(PASSWORD)
    const untouched = await read()
    const right = await signIn(CHEAP_PASSWORD)
    const upgraded = await read()
    const again = await signIn(CHEAP_PASSWORD)

    expect([wrong, right, again].map(({ statusCode }) => statusCode)).toEqual([401, 200, 200])
    expect(untouched).toBe(CHEAP)
    expect(upgraded).toMatch(/^\$bcrypt-hmac-sha384\$v=1\$r=5\$/)
    expect(await read()).toBe(upgraded)
  })

  // Guarantee: sign-ins that race leave one hash, of the password that they all had.
  test('survives sign-ins at the same time', async ({ call, db, signUp }) => {
    const { user } = await signUp()
    await db.updateTable('credentials').set({ secret: CHEAP }).execute()
    const signIn = () =>
      call('POST', '/api/auth/login', { body: { email: user.email, password: CHEAP_PASSWORD } })

    const responses = await Promise.all(Array.from({ length: 8 }, signIn))
    const later = await signIn()

    expect([...responses, later].map(({ statusCode }) => statusCode)).toEqual(Array(9).fill(200))
    expect(await db.selectFrom('credentials').select('id').execute()).toHaveLength(1)
  })
})

/** Cost 4, of this password. */
const CHEAP = '$bcrypt-hmac-sha384$v=1$r=4$RnnQGLURzo6cAT35LbxFxO$qyghrP7VijBA3AWiGdJcRvpiKdZjAAi'
const CHEAP_PASSWORD = 'Grüße 🗝️ from\u0000the past'
