import { describe, expect } from 'vitest'

import { test } from './harness.ts'

describe('PATCH /api/auth/me', () => {
  test('changes what is named and leaves the rest', async ({ call, signUp }) => {
    const { accessToken: token, user } = await signUp({
      username: 'ada',
      name: 'Ada',
      profile: { born: 1815, kept: false },
    })
    const change = (body: object) => call('PATCH', '/api/auth/me', { token, body })

    const renamed = await change({ name: 'Countess' })
    const localised = await change({ locale: 'en-GB' })
    const replaced = await change({ profile: { born: 1815 } })
    const read = await call('GET', '/api/auth/me', { token })

    expect(renamed.json()).toEqual({ ...user, name: 'Countess' })
    expect(localised.json()).toEqual({ ...user, name: 'Countess', locale: 'en-GB' })
    expect(replaced.json()).toEqual({
      ...user,
      name: 'Countess',
      locale: 'en-GB',
      profile: { born: 1815 },
    })
    expect(read.json()).toEqual(replaced.json())
  })

  test('clears what may be empty', async ({ call, signUp }) => {
    const { accessToken: token } = await signUp({ name: 'Ada' })

    const response = await call('PATCH', '/api/auth/me', {
      token,
      body: { name: null, locale: null, profile: {} },
    })

    expect(response.json()).toMatchObject({ name: null, locale: null, profile: {} })
  })

  test('changes nothing when nothing is named', async ({ call, signUp }) => {
    const { accessToken: token, user } = await signUp({ username: 'ada', name: 'Ada' })

    const response = await call('PATCH', '/api/auth/me', { token, body: {} })

    expect([response.statusCode, response.json()]).toEqual([200, user])
  })

  test('tells when a change took place', async ({ call, db, signUp }) => {
    const { accessToken: token } = await signUp()

    await call('PATCH', '/api/auth/me', { token, body: { name: 'Ada' } })
    const row = await db
      .selectFrom('users')
      .select(['created_at', 'updated_at'])
      .executeTakeFirstOrThrow()

    expect(row.updated_at.getTime()).toBeGreaterThan(row.created_at.getTime())
  })

  test('gives a username to one user only, whatever the case', async ({ call, signUp }) => {
    await signUp({ username: 'Ada' })
    const { accessToken: token } = await signUp({ username: 'grace' })

    const taken = await call('PATCH', '/api/auth/me', { token, body: { username: 'ADA' } })
    const own = await call('PATCH', '/api/auth/me', { token, body: { username: 'GRACE' } })

    expect([taken.statusCode, taken.json().code]).toEqual([409, 'USERNAME_TAKEN'])
    expect([own.statusCode, own.json().username]).toEqual([200, 'GRACE'])
  })

  // Guarantee: of people who want one name at once, one gets it, and the others keep theirs.
  test('settles a race for a username', async ({ call, db, signUp }) => {
    const people = []
    for (let index = 0; index < 10; index += 1) people.push(await signUp())

    const responses = await Promise.all(
      people.map(({ accessToken: token }) =>
        call('PATCH', '/api/auth/me', { token, body: { username: 'ada' } }),
      ),
    )
    const named = await db.selectFrom('users').select('id').where('username', '=', 'ada').execute()

    expect(responses.map(({ statusCode }) => statusCode).toSorted()).toEqual([
      200,
      ...Array(9).fill(409),
    ])
    expect(named).toHaveLength(1)
  })

  test('is for living users alone', async ({ call, db, signUp }) => {
    const [disabled, gone] = [await signUp(), await signUp()]
    await db
      .updateTable('users')
      .set({ status: 'disabled' })
      .where('id', '=', disabled.user.id)
      .execute()
    await db.deleteFrom('users').where('id', '=', gone.user.id).execute()

    for (const { accessToken: token } of [disabled, gone]) {
      const read = await call('GET', '/api/auth/me', { token })
      const changed = await call('PATCH', '/api/auth/me', { token, body: { name: 'x' } })

      expect(
        [read, changed].map((response) => [response.statusCode, response.json().code]),
      ).toEqual([
        [401, 'SESSION_REVOKED'],
        [401, 'SESSION_REVOKED'],
      ])
    }
    const row = await db.selectFrom('users').select('name').executeTakeFirst()
    expect(row?.name).toBeNull()
  })
})
