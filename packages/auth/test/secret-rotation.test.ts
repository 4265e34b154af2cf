import { createSecretUses } from '@latchkey/auth'
import { createKeyring } from '@latchkey/core'
import type { Database } from '@latchkey/database'
import { describe, expect } from 'vitest'

import { resealSigningKeyRow } from '../src/secret-use-store.ts'
import { callOf, NEW_SECRET, PASSWORD, refreshWith, SECRET } from './harness.ts'
import { judge, test } from './key-harness.ts'

const DAY = 24 * 3600
const oldId = createKeyring([SECRET]).current.id
const newId = createKeyring([NEW_SECRET]).current.id

function usesOf(db: Database, ...secrets: [string, ...string[]]) {
  return createSecretUses({ db, keyring: createKeyring(secrets), recoveryWindow: DAY })
}

describe('two processes in different steps of a rotation', () => {
  // Guarantee: while `old,new` and `new,old` run side by side, tabs that race are all served.
  test('give racing refreshes one successor', async ({ start }) => {
    const apps = [await start(SECRET, NEW_SECRET), await start(NEW_SECRET, SECRET)]
    const [writesOld, writesNew] = apps.map((app) => refreshWith(callOf(app)))
    if (!writesOld || !writesNew || !apps[0]) throw new Error('there are two')
    const body = { email: 'ada@example.test', password: PASSWORD }
    const registered = await callOf(apps[0])('POST', '/api/auth/register', { body })
    let { refreshToken }: { refreshToken: string } = registered.json()

    for (let round = 0; round < 5; round += 1) {
      const presented = refreshToken
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, turn) =>
          ((turn + round) % 2 ? writesOld : writesNew)(presented),
        ),
      )
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1)
      refreshToken = answers[0]?.refreshToken ?? ''
    }
  })

  test('exchange whatever the other one gave out, in every order', async ({ start }) => {
    const apps = {
      old: await start(SECRET),
      'old,new': await start(SECRET, NEW_SECRET),
      'new,old': await start(NEW_SECRET, SECRET),
    }
    const neighbours = [
      ['old', 'old,new'],
      ['old,new', 'old'],
      ['old,new', 'new,old'],
      ['new,old', 'old,new'],
    ] as const
    for (const [index, [first, second]] of neighbours.entries()) {
      const body = { email: `person-${index}@example.test`, password: PASSWORD }
      const registered = await callOf(apps[first])('POST', '/api/auth/register', { body })
      const { refreshToken }: { refreshToken: string } = registered.json()
      const [here, there] = [refreshWith(callOf(apps[first])), refreshWith(callOf(apps[second]))]

      const second2 = await there(refreshToken)
      const repeated = await here(refreshToken)
      const third = await here(second2.refreshToken)
      const fourth = await there(third.refreshToken)

      expect(repeated.refreshToken, `${first} and ${second}`).toBe(second2.refreshToken)
      expect([second2, third, fourth].map(({ session }) => session.generation)).toEqual([2, 3, 4])
      expect(await judge(apps[first], fourth.accessToken)).toBe('200')
    }
  })
})

describe('what depends on a secret', () => {
  test('is counted by the key it names', async ({ db, signUp, call }) => {
    await signUp()
    const ended = await signUp()
    await call('POST', '/api/auth/logout', { token: ended.accessToken })

    expect(await usesOf(db, NEW_SECRET, SECRET).count()).toEqual([
      { keyId: newId, place: 'first', signingKeys: 0, sessions: 0 },
      { keyId: oldId, place: 'other', signingKeys: 2, sessions: 1 },
    ])
    expect(await usesOf(db, NEW_SECRET).count()).toEqual([
      { keyId: newId, place: 'first', signingKeys: 0, sessions: 0 },
      { keyId: oldId, place: 'missing', signingKeys: 2, sessions: 1 },
    ])
  })

  // Guarantee: "0 sessions" means that no token is left that only the old secret recognises.
  test('includes a token whose answer may have been lost, for as long as it is worth something', async ({
    db,
    signUp,
    start,
    age,
  }) => {
    const { refreshToken, session } = await signUp()
    const writesNew = refreshWith(callOf(await start(NEW_SECRET, SECRET)))
    await writesNew(refreshToken)
    const sessionsUnder = async (keyId: string) => {
      const uses = await usesOf(db, NEW_SECRET, SECRET).count()
      return uses.find((use) => use.keyId === keyId)?.sessions
    }

    const lately = [await sessionsUnder(newId), await sessionsUnder(oldId)]
    await age(session.id, DAY + 60)
    const later = [await sessionsUnder(newId), await sessionsUnder(oldId)]

    expect(lately).toEqual([1, 1])
    expect(later).toEqual([1, 0])
  })
})

describe('encrypting again', () => {
  test('leaves nothing under the old secret, and what it says once is done', async ({
    db,
    app,
    start,
  }) => {
    const uses = usesOf(db, NEW_SECRET, SECRET)

    const [first, second] = [await uses.reencrypt(), await uses.reencrypt()]

    expect(first).toEqual({ changed: 2, unreadable: 0 })
    expect(second).toEqual({ changed: 0, unreadable: 0 })
    expect((await start(NEW_SECRET)).auth.signingKeys.current()).toEqual(
      app.auth.signingKeys.current(),
    )
  })

  test('does no harm while servers run and rotate', async ({ db, start, signUp }) => {
    const { accessToken } = await signUp()
    const apps = [await start(NEW_SECRET, SECRET), await start(SECRET, NEW_SECRET)]
    const uses = usesOf(db, NEW_SECRET, SECRET)

    await Promise.all([
      uses.reencrypt(),
      uses.reencrypt(),
      ...apps.map((app) => app.auth.keyRotation.rotate({ emergency: true })),
      uses.reencrypt(),
    ])
    await uses.reencrypt()

    const last = await start(NEW_SECRET)
    expect(last.auth.signingKeys.publicKeys().length).toBe(2)
    expect(await judge(last, accessToken)).toBe('TOKEN_INVALID')
  })

  // Guarantee: a key that somebody else encrypts or replaces in the meantime stays as it is then.
  test('changes nothing but what it has read', async ({ app, db }) => {
    const { kid } = app.auth.signingKeys.current()
    const stored = db.selectFrom('signing_keys').select('private_jwk').where('kid', '=', kid)
    const before = await stored.executeTakeFirst()

    await resealSigningKeyRow(db, kid, 'what was read', 'what comes of it')

    expect(await stored.executeTakeFirst()).toEqual(before)
  })

  test('leaves alone what it cannot read', async ({ app, db, start }) => {
    expect(await usesOf(db, NEW_SECRET).reencrypt()).toEqual({ changed: 0, unreadable: 2 })

    expect((await start(SECRET)).auth.signingKeys.current()).toEqual(app.auth.signingKeys.current())
  })
})
