import { describe, expect } from 'vitest'

import { callOf, NEW_SECRET, refreshWith, SECRET } from './harness.ts'
import { eventually, judge, kidOf, publishedBy, test } from './key-harness.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** A key is published for so long before it signs: longer than anybody keeps the key set. */
const PUBLISHED = 420

describe('a new installation', () => {
  test('has a key that signs and one that everybody gets to know', async ({ app, signUp }) => {
    const { accessToken } = await signUp()

    const keys = await app.auth.keyRotation.list()

    expect(keys.map(({ state }) => state)).toEqual(['current', 'next'])
    expect(keys.map(({ kid }) => kid)).toEqual(await publishedBy(app))
    expect(kidOf(accessToken)).toBe(keys[0]?.kid)
  })

  // Guarantee: processes that start on an empty database at once trust each other.
  test('has one pair of keys, however many processes start it', async ({ start }) => {
    const apps = await Promise.all([1, 2, 3, 4, 5].map(() => start(SECRET)))

    const kids = await Promise.all(apps.map(async (app) => app.auth.keyRotation.list()))

    expect(new Set(kids.map((keys) => keys.map(({ kid }) => kid).join())).size).toBe(1)
    expect(kids[0]?.length).toBe(2)
    for (const app of apps) {
      await eventually(() => publishedBy(app)).toEqual(kids[0]?.map(({ kid }) => kid))
    }
  })
})

describe('a key that is too old', () => {
  test('is replaced once, whichever processes notice', async ({
    app,
    start,
    signUp,
    refresh,
    ageKeys,
  }) => {
    const other = await start(SECRET)
    const before = await signUp()
    const [current, next] = await publishedBy(app)
    await ageKeys(91 * DAY)

    await Promise.all([app, other, app, other].map((one) => one.auth.keyRotation.maintain()))

    const keys = await app.auth.keyRotation.list()
    expect(keys.map(({ kid, state }) => [kid, state])).toEqual([
      [next, 'current'],
      [expect.any(String), 'next'],
      [current, 'previous'],
    ])
    // Every process learns of it by itself, and nobody notices.
    for (const one of [app, other]) {
      await eventually(() => one.auth.signingKeys.current().kid).toBe(next)
      expect(await judge(one, before.accessToken)).toBe('200')
      expect(await publishedBy(one)).toEqual(keys.map(({ kid }) => kid))
    }
    const after = await refresh(before.refreshToken)
    expect(kidOf(after.accessToken)).toBe(next)
    expect(await judge(other, after.accessToken)).toBe('200')
  })

  // Guarantee: nobody meets a token before he can have the key, whatever is overdue.
  test('waits until the next one has been published', async ({ app, db, ageKeys }) => {
    const before = await publishedBy(app)
    await ageKeys(PUBLISHED - 10)
    await db
      .updateTable('signing_keys')
      .set({ activated_at: new Date(0) })
      .execute()

    await app.auth.keyRotation.maintain()
    const early = await app.auth.keyRotation.list()
    await ageKeys(20)
    await app.auth.keyRotation.maintain()
    const late = await app.auth.keyRotation.list()

    expect(early.map(({ kid }) => kid)).toEqual(before)
    expect(late.map(({ kid, state }) => [kid, state])).toEqual([
      [before[1], 'current'],
      [expect.any(String), 'next'],
      [before[0], 'previous'],
    ])
  })

  test('leaves no private part behind', async ({ app, db, ageKeys }) => {
    const [old] = await publishedBy(app)
    await ageKeys(91 * DAY)

    await app.auth.keyRotation.maintain()

    const row = await db
      .selectFrom('signing_keys')
      .select('private_jwk')
      .where('kid', '=', String(old))
      .executeTakeFirst()
    expect(row).toEqual({ private_jwk: null })
  })
})

describe('a key that was replaced', () => {
  test('is trusted until its last token has expired', async ({ app, signUp, ageKeys }) => {
    const { accessToken } = await signUp()
    await ageKeys(91 * DAY)
    await app.auth.keyRotation.maintain()
    // The clock of the tokens stands still: only the key decides.
    const verdicts: string[] = []
    for (const seconds of [15 * 60, 60, 120]) {
      await ageKeys(seconds)
      await app.auth.keyRotation.maintain()
      await app.auth.signingKeys.load()
      verdicts.push(await judge(app, accessToken))
    }

    expect(verdicts).toEqual(['200', '200', 'TOKEN_INVALID'])
    expect(await publishedBy(app)).not.toContain(kidOf(accessToken))
    expect((await app.auth.keyRotation.list()).map(({ state }) => state)).toEqual([
      'current',
      'next',
      'retired',
    ])
  })

  // Guarantee: shortening the lifetime of tokens does not cut those that were made before.
  test.describe('by processes of two settings', () => {
    test.override('options', { accessTokenLifetime: DAY })

    test('is trusted as long as the longer one says', async ({ app, db, signUp, ageKeys }) => {
      const { accessToken } = await signUp()
      await db.updateTable('signing_keys').set({ token_lifetime: 900 }).execute()
      await app.auth.keyRotation.maintain()
      await ageKeys(91 * DAY)
      await app.auth.keyRotation.maintain()

      await ageKeys(23 * HOUR)
      await app.auth.keyRotation.maintain()
      await app.auth.signingKeys.load()

      expect(await judge(app, accessToken)).toBe('200')
    })
  })
})

describe('POST /api/admin/signing-keys/rotate', () => {
  test('replaces the key at once when the next one is known', async ({
    app,
    rotate,
    administrator,
    ageKeys,
  }) => {
    const [current, next] = await publishedBy(app)
    await ageKeys(PUBLISHED)

    const keys = await rotate()

    expect(keys.map(({ kid, state }) => [kid, state])).toEqual([
      [next, 'current'],
      [expect.any(String), 'next'],
      [current, 'previous'],
    ])
    expect(app.auth.signingKeys.current().kid).toBe(next)
    expect(await judge(app, administrator.accessToken)).toBe('200')
  })

  test('otherwise says when, and then it happens', async ({ app, rotate, ageKeys }) => {
    const [current, next] = await publishedBy(app)

    const early = await rotate()
    const again = await rotate()
    await ageKeys(PUBLISHED)
    await app.auth.keyRotation.maintain()
    const late = await app.auth.keyRotation.list()

    const due = early.map(({ createdAt }) => Date.parse(createdAt) + PUBLISHED * 1000)
    expect(early.map(({ kid, state }) => [kid, state])).toEqual([
      [current, 'current'],
      [next, 'next'],
    ])
    expect(early.map(({ changesAt }) => Date.parse(changesAt ?? ''))).toEqual([due[1], due[1]])
    expect(again).toEqual(early)
    expect(late[0]).toMatchObject({ kid: next, state: 'current' })
    // One request is one rotation: the next is due when the key is too old again.
    expect(late[0]?.changesAt?.getTime()).toBe(
      (late[0]?.activatedAt?.getTime() ?? 0) + 90 * DAY * 1000,
    )
  })

  // Guarantee: a stolen key is worth nothing within a second, and nobody has to sign in again.
  test('in an emergency ends the trust in the key everywhere', async ({
    app,
    start,
    rotate,
    signUp,
    refresh,
  }) => {
    const other = await start(SECRET)
    const victim = await signUp()
    const [stolen, next] = await publishedBy(app)
    expect([await judge(app, victim.accessToken), await judge(other, victim.accessToken)]).toEqual([
      '200',
      '200',
    ])

    const keys = await rotate({ emergency: true })

    expect(keys.map(({ kid, state }) => [kid, state])).toEqual([
      [next, 'current'],
      [expect.any(String), 'next'],
      [stolen, 'retired'],
    ])
    expect(await judge(app, victim.accessToken)).toBe('TOKEN_INVALID')
    await eventually(() => judge(other, victim.accessToken)).toBe('TOKEN_INVALID')
    expect(await publishedBy(other)).not.toContain(stolen)
    const renewed = await refresh(victim.refreshToken)
    expect([
      await judge(app, renewed.accessToken),
      await judge(other, renewed.accessToken),
    ]).toEqual(['200', '200'])
  })

  test('in two emergencies at once leaves one key that signs', async ({ app, start }) => {
    const other = await start(SECRET)
    const [stolen] = await publishedBy(app)

    await Promise.all([app, other].map((one) => one.auth.keyRotation.rotate({ emergency: true })))

    const keys = await app.auth.keyRotation.list()
    const retired = keys.filter(({ state }) => state === 'retired').map(({ kid }) => kid)
    expect(retired).toContain(stolen)
    expect(keys.filter(({ state }) => state === 'current').length).toBe(1)
    expect(keys.filter(({ state }) => state === 'next').length).toBe(1)
  })

  test('is for administrators who signed in a moment ago', async ({
    call,
    clock,
    signUp,
    administrator,
  }) => {
    const { accessToken } = await signUp()
    const codeFor = async (token: string | undefined, body: object = {}) => {
      const request = token === undefined ? { body } : { body, token }
      const response = await call('POST', '/api/admin/signing-keys/rotate', request)
      return response.statusCode === 200 ? '200' : response.json<{ code: string }>().code
    }

    expect(await codeFor(undefined)).toBe('TOKEN_MISSING')
    expect(await codeFor(accessToken)).toBe('FORBIDDEN')
    expect(await codeFor(administrator.accessToken, { emergency: 'yes' })).toBe('INVALID_REQUEST')
    expect(await codeFor(administrator.accessToken, { kid: 'x' })).toBe('INVALID_REQUEST')
    expect(await codeFor(administrator.accessToken)).toBe('200')
    clock.advance(11 * 60_000)
    expect(await codeFor(administrator.accessToken)).toBe('REAUTHENTICATION_REQUIRED')
  })
})

describe('a process that cannot decrypt the key that signs', () => {
  // Guarantee: it says that it is not available, and never that a token is bad.
  test('verifies what others signed, and signs nothing', async ({
    app,
    start,
    signUp,
    refresh,
  }) => {
    const { accessToken, refreshToken } = await signUp()
    const writesNew = await start(NEW_SECRET, SECRET)
    // The first one makes the key that the second one puts to use.
    await writesNew.auth.keyRotation.rotate({ emergency: true })
    await writesNew.auth.keyRotation.rotate({ emergency: true })
    await eventually(() => publishedBy(app)).toEqual(await publishedBy(writesNew))
    expect(await judge(app, accessToken)).toBe('TOKEN_INVALID')

    const foreign = await refreshWith(callOf(writesNew))(refreshToken)

    expect(await judge(app, foreign.accessToken)).toBe('200')
    const body = { email: 'new@example.test', password: 'orange viaduct 1907' }
    const registration = await callOf(app)('POST', '/api/auth/register', { body })
    expect([registration.statusCode, registration.json().code]).toEqual([503, 'UNAVAILABLE'])
    expect((await refresh(refreshToken)).code).toBe('UNAVAILABLE')
    await expect(app.auth.keyRotation.rotate({ emergency: true })).rejects.toMatchObject({
      options: { internal: expect.stringMatching(/no key \w{8}/) },
    })
  })

  test('goes on with a key that it has decrypted before', async ({ app, db, signUp, start }) => {
    const { accessToken } = await signUp()
    await start(NEW_SECRET, SECRET)
    await db
      .updateTable('signing_keys')
      .set({ private_jwk: 'v1.00000000.AAAA.AAAA.AAAA' })
      .where('state', '=', 'current')
      .execute()

    await app.auth.signingKeys.load()

    expect(app.auth.signingKeys.current().kid).toBe(kidOf(accessToken))
  })
})

// Guarantee: the news is enough. What the database said a moment ago brings no stolen key back.
test('a key that is distrusted is gone at once, and the next one signs', async ({
  app,
  signUp,
}) => {
  const { accessToken } = await signUp()
  const [stolen, next] = await publishedBy(app)
  const { signingKeys } = app.auth

  signingKeys.distrust(String(stolen))
  const atOnce = [await judge(app, accessToken), signingKeys.current().kid]
  await signingKeys.load()
  const later = [await judge(app, accessToken), signingKeys.current().kid]

  expect([atOnce, later]).toEqual([
    ['TOKEN_INVALID', next],
    ['TOKEN_INVALID', next],
  ])
  expect(await publishedBy(app)).toEqual([next])
})

// Guarantee: a process that missed an announcement does not refuse good tokens for long.
test('an unknown key makes a process read the keys, without making anybody wait', async ({
  app,
  signUp,
}) => {
  const { accessToken } = await signUp()
  // It hears of the keys that it made itself, and reads them; after that there is no news.
  const { revocationFeed, verificationKeys } = app.latchkey
  await eventually(() => revocationFeed.read(undefined).entries.length).toBe(2)
  await app.auth.signingKeys.load()
  verificationKeys.replace([])

  const first = await judge(app, accessToken)

  expect(first).toBe('TOKEN_INVALID')
  await eventually(() => judge(app, accessToken)).toBe('200')
})
