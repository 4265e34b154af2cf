import type { AuthResult, SessionPage } from '@latchkey/contracts'
import { encodeCursor } from '@latchkey/core'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { PASSWORD, test as base, type Call } from './harness.ts'

const test = base.extend('signIn', ({ call }) => {
  /** One more session of a user. */
  return async ({ user }: AuthResult): Promise<AuthResult> => {
    const body = { email: user.email, password: PASSWORD }
    return (await call('POST', '/api/auth/login', { body })).json()
  }
})

async function list(call: Call, token: string, query = ''): Promise<SessionPage> {
  const response = await call('GET', `/api/auth/sessions${query}`, { token })
  return response.json()
}

describe('the sessions of a user', () => {
  test('are listed with the one used last on top, and the one that asks marked', async ({
    signUp,
    signIn,
    refresh,
    call,
    age,
  }) => {
    const first = await signUp()
    const second = await signIn(first)
    await signUp()
    for (const { session } of [first, second]) await age(session.id, 60)
    await refresh(first.refreshToken)

    const { data, nextCursor } = await list(call, second.accessToken)

    expect(data.map(({ id, current }) => [id, current])).toEqual([
      [first.session.id, false],
      [second.session.id, true],
    ])
    expect(nextCursor).toBeNull()
    expect(Object.keys(data[0] ?? {}).toSorted()).toEqual(
      'createdAt current expiresAt id ip lastUsedAt userAgent'.split(' '),
    )
  })

  // Guarantee: somebody who looks for a stranger among his devices finds what can tell him apart.
  test('say where they were opened from, and when', async ({ app, signUp, call }) => {
    const { user, accessToken, session } = await signUp()
    const body = { email: user.email, password: PASSWORD }
    await app.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: body,
      remoteAddress: '192.0.2.7',
      headers: { 'user-agent': 'Browser/1' },
    })

    const { data } = await list(call, accessToken)

    expect(data[0]).toMatchObject({ ip: '192.0.2.7', userAgent: 'Browser/1', current: false })
    expect(data[1]?.expiresAt).toBe(session.expiresAt)
    expect(Date.parse(data[0]?.createdAt ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })

  test('are only those that still live', async ({ signUp, signIn, call, age }) => {
    const user = await signUp()
    const [signedOut, idle] = [await signIn(user), await signIn(user)]
    await call('POST', '/api/auth/logout', { token: signedOut.accessToken })
    await age(idle.session.id, 8 * 24 * 3600)

    const { data } = await list(call, user.accessToken)

    expect(data.map(({ id }) => id)).toEqual([user.session.id])
  })
})

describe('pages of sessions', () => {
  // Guarantee: a reader who follows the cursors meets every session once, also those used in the
  // same microsecond.
  test('show each session once', async ({ signUp, signIn, call, db }) => {
    const user = await signUp()
    const ids = [user.session.id]
    for (let more = 0; more < 6; more += 1) ids.push((await signIn(user)).session.id)
    const sameMoment = db.updateTable('sessions').set({
      last_used_at: sql<Date>`date_trunc('second', now()) + interval '123456 microseconds'`,
    })
    await sameMoment.where('id', 'in', ids.slice(2, 6)).execute()

    const seen: string[] = []
    let cursor = ''
    for (let pages = 0; pages < 9; pages += 1) {
      const page = await list(call, user.accessToken, `?limit=2${cursor}`)
      expect(page.data.length).toBeLessThanOrEqual(2)
      seen.push(...page.data.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = `&cursor=${page.nextCursor}`
    }

    expect(seen.toSorted()).toEqual(ids.toSorted())
  })

  test('have twenty items unless asked otherwise, and a cursor only if there is more', async ({
    signUp,
    call,
    db,
  }) => {
    const { accessToken, session } = await signUp()
    await sql`insert into sessions select (json_populate_record(s,
      json_build_object('id', gen_random_uuid()))).* from sessions s, generate_series(1, 20)
      where s.id = ${session.id}`.execute(db)

    const first = await list(call, accessToken)
    const all = await list(call, accessToken, '?limit=21')

    expect([first.data.length, typeof first.nextCursor]).toEqual([20, 'string'])
    expect([all.data.length, all.nextCursor]).toEqual([21, null])
  })

  test.for(['0', '101', '1.5', 'many', ''])(
    'are refused with limit=%s',
    async (limit, { call, signUp }) => {
      const { accessToken: token } = await signUp()

      const response = await call('GET', `/api/auth/sessions?limit=${limit}`, { token })

      expect(response.statusCode).toBe(400)
      expect(response.json().errors[0].pointer).toBe('/query/limit')
    },
  )

  // Guarantee: a cursor is good for the list and the user it was answered to, and for nothing else.
  test('refuse any cursor but their own', async ({ app, signUp, signIn, call }) => {
    const user = await signUp()
    await signIn(user)
    const other = await signUp()
    await signIn(other)
    const { nextCursor } = await list(call, user.accessToken, '?limit=1')
    const { nextCursor: foreign } = await list(call, other.accessToken, '?limit=1')
    const genuine = nextCursor ?? ''
    const { keyring } = app.latchkey
    const position = [new Date().toISOString(), user.session.id]
    const mine = `listSessions/${user.user.id}`

    const cursors = [
      foreign ?? '',
      encodeCursor(keyring, `listUsers/${user.user.id}`, position),
      // Genuine, but from a version that ordered the list by something else.
      encodeCursor(keyring, mine, [user.session.id]),
      encodeCursor(keyring, mine, ['yesterday', user.session.id]),
      encodeCursor(keyring, mine, [position[0] ?? '', 'first']),
      Buffer.from(JSON.stringify(position)).toString('base64url'),
      'x',
      '%00',
      '%27%20or%201=1--',
      'A'.repeat(512),
      ...[0, 5, 30].map((at) => {
        const bytes = Buffer.from(genuine, 'base64url')
        bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
        return bytes.toString('base64url')
      }),
    ]

    for (const cursor of cursors) {
      const url = `/api/auth/sessions?cursor=${cursor}`
      const response = await call('GET', url, { token: user.accessToken })
      expect([cursor, response.statusCode, response.json().code]).toEqual([
        cursor,
        400,
        'INVALID_REQUEST',
      ])
      expect(response.json().errors[0].pointer).toBe('/query/cursor')
    }
    expect((await list(call, user.accessToken, `?cursor=${genuine}`)).data).toHaveLength(1)
  })
})

describe('a user signs out', () => {
  test('one of his devices, and its tokens are dead', async ({ signUp, signIn, refresh, call }) => {
    const here = await signUp()
    const there = await signIn(here)

    const url = `/api/auth/sessions/${there.session.id}`
    const response = await call('DELETE', url, { token: here.accessToken })

    expect([response.statusCode, response.body]).toEqual([204, ''])
    expect((await refresh(there.refreshToken)).code).toBe('SESSION_REVOKED')
    const me = await call('GET', '/api/auth/me', { token: there.accessToken })
    expect(me.json().code).toBe('SESSION_REVOKED')
    expect((await refresh(here.refreshToken)).status).toBe(200)
  })

  test('the device he is using', async ({ signUp, refresh, call }) => {
    const { accessToken: token, refreshToken, session } = await signUp()

    const response = await call('DELETE', `/api/auth/sessions/${session.id}`, { token })

    expect(response.statusCode).toBe(204)
    expect((await refresh(refreshToken)).code).toBe('SESSION_REVOKED')
    const me = await call('GET', '/api/auth/me', { token })
    expect(me.json().code).toBe('SESSION_REVOKED')
  })

  test('no device of somebody else, nor one that he signed out before', async ({
    signUp,
    signIn,
    refresh,
    call,
  }) => {
    const user = await signUp()
    const gone = await signIn(user)
    const victim = await signUp()
    const token = user.accessToken
    await call('DELETE', `/api/auth/sessions/${gone.session.id}`, { token })

    const ids = [victim.session.id, '0198c0de-0000-7000-8000-000000000000', gone.session.id]
    const answers = new Set<string>()
    for (const id of ids) {
      const { statusCode, body } = await call('DELETE', `/api/auth/sessions/${id}`, { token })
      answers.add(`${statusCode} ${body.replace(/req-\w+/, 'req')}`)
    }

    expect([...answers]).toEqual([expect.stringMatching(/^404 .*NOT_FOUND/)])
    expect((await refresh(victim.refreshToken)).status).toBe(200)
  })

  test('all devices but the one he is using', async ({ signUp, signIn, refresh, call }) => {
    const here = await signUp()
    const there = [await signIn(here), await signIn(here)]
    const somebody = await signUp()

    const others = () => call('DELETE', '/api/auth/sessions', { token: here.accessToken })
    const [first, second] = [await others(), await others()]

    expect([first.json(), second.json()]).toEqual([{ revoked: 2 }, { revoked: 0 }])
    for (const { refreshToken, accessToken: token } of there) {
      expect((await refresh(refreshToken)).code).toBe('SESSION_REVOKED')
      expect((await call('GET', '/api/auth/me', { token })).statusCode).toBe(401)
    }
    for (const { refreshToken } of [here, somebody]) {
      expect((await refresh(refreshToken)).status).toBe(200)
    }
  })
})
