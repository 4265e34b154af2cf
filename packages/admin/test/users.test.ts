import { newId } from '@latchkey/database'
import { describe, expect } from 'vitest'

import { test } from './harness.ts'

describe('the list of users', () => {
  test('has the newest first, page by page', async ({ users, person }) => {
    const ids = [await person(), await person(), await person(), await person(), await person()]

    const first = await users.list({ limit: 2 })
    const second = await users.list({ limit: 2, before: first.last })
    const third = await users.list({ limit: 2, before: second.last })

    const pages = [first, second, third].map(({ data }) => data.map(({ id }) => id))
    const [a, b, c, d, e] = ids
    expect(pages).toEqual([[e, d], [c, b], [a]])
    expect(third.last).toBeUndefined()
  })

  test('ends with a page that is full', async ({ users, person }) => {
    await person()
    await person()

    const { data, last } = await users.list({ limit: 2 })

    expect([data.length, last]).toEqual([2, undefined])
  })

  test.for([
    ['an address', 'LOVE', 'ada'],
    ['an address as it is kept', 'grace@', 'grace'],
    ['a username', 'ra_h', 'grace'],
    ['a name', 'byron king', 'ada'],
  ])('finds a part of %s', async ([_what, query = '', found], { users, person }) => {
    const ids = {
      ada: await person({ email: 'Ada@Lovelace.example', name: 'Ada Byron King' }),
      grace: await person({ email: 'Grace@navy.example', username: 'Gra_Hopper' }),
      other: await person({ email: 'nobody@else.example', username: 'graxhopper', name: 'Nobody' }),
    }

    const { data } = await users.list({ query, limit: 10 })

    expect(data.map(({ id }) => id)).toEqual([found === 'ada' ? ids.ada : ids.grace])
  })

  // Guarantee: what a pattern would mean to the database is only text here.
  test.for(['%', '_', String.raw`\\`, String.raw`\%`, '%a%', "' or true --"])(
    'takes %j as it is written',
    async (query, { users, person }) => {
      const named = await person({ name: `begin ${query} end` })
      await person({ email: 'ada@example.test', username: 'ada', name: 'Ada' })

      const { data } = await users.list({ query, limit: 10 })

      expect(data.map(({ id }) => id)).toEqual([named])
    },
  )
})

test('a user is found by what he alone has', async ({ users, person }) => {
  const ada = await person({ email: 'Ada@Lovelace.example', username: 'Ada' })
  await person({ email: 'grace@navy.example', username: 'grace' })

  const found = [
    await users.find('id', ada),
    await users.find('email_key', 'ada@lovelace.example'),
    await users.find('username_key', 'ada'),
  ]

  expect(found.map((user) => user?.id)).toEqual([ada, ada, ada])
  expect(await users.find('username_key', 'nobody')).toBeUndefined()
})

describe('a change of the role', () => {
  test('reaches the sessions of the user in the same moment', async ({
    users,
    person,
    session,
    revocations,
    db,
  }) => {
    const [id, other] = [await person(), await person()]
    const [mine, theirs] = [await session(id), await session(other)]

    const user = await users.update(id, { role: 'editor' })

    const sessions = await db.selectFrom('sessions').select(['id', 'role']).execute()
    const entries = await db.selectFrom('revocations').selectAll().execute()
    expect(user).toMatchObject({ id, role: 'editor', appMetadata: {} })
    expect(new Map(sessions.map((row) => [row.id, row.role]))).toEqual(
      new Map([
        [mine, 'editor'],
        [theirs, 'user'],
      ]),
    )
    expect(entries).toMatchObject([{ subject: mine, up_to: 3, effect: 'stale' }])
    expect([revocations.effectOn(mine, 3), revocations.effectOn(mine, 4)]).toEqual([
      'stale',
      undefined,
    ])
    expect(revocations.effectOn(theirs, 3)).toBeUndefined()
  })

  // Guarantee: a form that is sent twice does not make everybody refresh.
  test('to what it is already does nothing', async ({ users, person, session, db }) => {
    const id = await person({ role: 'editor' })
    await session(id, 'editor')
    const before = await db.selectFrom('users').selectAll().executeTakeFirstOrThrow()

    await users.update(id, { role: 'editor', status: 'active' })
    await users.update(id, {})

    expect(await db.selectFrom('users').selectAll().executeTakeFirstOrThrow()).toEqual(before)
    expect(await db.selectFrom('revocations').selectAll().execute()).toEqual([])
  })

  test('is refused when nobody defined the role', async ({ users, person }) => {
    const id = await person()

    await expect(users.update(id, { role: 'owner' })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      options: { errors: [{ pointer: '/body/role' }] },
    })

    expect(await users.get(id)).toMatchObject({ role: 'user' })
  })
})

describe('disabling', () => {
  test('ends every session of the user, and says why', async ({
    users,
    person,
    session,
    revocations,
    db,
  }) => {
    const [id, other] = [await person(), await person()]
    const [mine, theirs] = [await session(id), await session(other)]

    const user = await users.update(id, { status: 'disabled', reason: 'spam' })

    const sessions = db
      .selectFrom('sessions')
      .select(['status', 'revoked_reason'])
      .where('id', 'in', [mine, theirs])
      .orderBy('id')
    expect(user).toMatchObject({ id, status: 'disabled' })
    expect(await sessions.execute()).toEqual([
      { status: 'disabled', revoked_reason: 'disabled: spam' },
      { status: 'active', revoked_reason: null },
    ])
    expect([revocations.effectOn(mine, 3), revocations.effectOn(theirs, 3)]).toEqual([
      'revoked',
      undefined,
    ])
  })

  test('is undone by enabling, which brings no session back', async ({
    users,
    person,
    session,
    db,
  }) => {
    const id = await person()
    await session(id)
    await users.update(id, { status: 'disabled' })

    const user = await users.update(id, { status: 'active' })

    const row = await db.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    expect(user).toMatchObject({ id, status: 'active' })
    expect(row).toMatchObject({ status: 'active', revoked_reason: 'disabled' })
    expect(row.revoked_at).not.toBeNull()
  })
})

describe('signing somebody out', () => {
  test('ends what is alive, and counts it', async ({ users, person, session, revocations }) => {
    const id = await person()
    const sessions = [await session(id), await session(id)]

    const counts = [await users.signOut(id), await users.signOut(id)]

    expect(counts).toEqual([2, 0])
    expect(sessions.map((one) => revocations.effectOn(one, 3))).toEqual(['revoked', 'revoked'])
  })
})

test('somebody who does not exist is not found', async ({ users }) => {
  const id = newId()
  const notFound = { code: 'NOT_FOUND' }

  await expect(users.get(id)).rejects.toMatchObject(notFound)
  await expect(users.update(id, { role: 'user' })).rejects.toMatchObject(notFound)
  await expect(users.signOut(id)).rejects.toMatchObject(notFound)
})
