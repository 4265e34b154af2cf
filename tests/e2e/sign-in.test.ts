import { createAuth, isApiError, type Auth } from '@latchkey/sdk'
import { temporaryFolder, type RunningServer } from '@latchkey/testing'
import { cloneDatabase } from '@latchkey/testing/postgres'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'

import { startServer } from './server.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const PASSWORD = 'violet harbour 1897'

describe.each(['embedded', 'postgres'] as const)('a person and a server (%s)', (database) => {
  // Starting takes longer than all tests together, so they share one and are different people.
  let server: RunningServer
  const cleanups: (() => void)[] = []
  const onCleanup = (cleanup: () => void) => cleanups.unshift(cleanup)
  afterAll(() => cleanups.forEach((cleanup) => cleanup()))
  beforeAll(async () => {
    server = await startServer({
      cwd: temporaryFolder(onCleanup),
      env:
        database === 'postgres'
          ? { DATABASE_URL: await cloneDatabase(inject('databaseTemplate')) }
          : {},
      onCleanup,
    })
  })
  const connect = (now?: () => number): Auth => createAuth({ baseUrl: server.url, now })

  test.each([
    ['e-mail address', { email: 'Ada@Example.test' }, { email: 'ada@example.test' }],
    ['username', { username: 'Ada' }, { username: 'ada' }],
  ])('registers and signs in by %s, whatever the case', async (_kind, registered, named) => {
    const auth = connect()

    const { user } = await auth.signUp({ ...registered, password: PASSWORD })
    await auth.signOut()
    await auth.signIn({ ...named, password: PASSWORD })

    expect(await auth.me.get()).toEqual(user)
  })

  test('stays signed in when the access token has expired', async () => {
    let ahead = 0
    // The clock of the client decides when a token is worth refreshing.
    const auth = connect(() => Date.now() + ahead)
    const refreshed: string[] = []
    auth.on('refreshed', ({ type }) => refreshed.push(type))
    await auth.signUp({ username: 'barbara', password: PASSWORD })

    ahead = 16 * 60_000
    const me = await auth.me.get()

    expect(me.username).toBe('barbara')
    expect(refreshed).toEqual(['refreshed'])
  })

  test('is refused after signing out, with either token', async () => {
    const auth = connect()
    const account = { username: 'carol', password: PASSWORD }
    const { accessToken, refreshToken } = await auth.signUp(account)

    await auth.signOut()

    const me = await fetch(`${server.url}/api/auth/me`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    const refresh = await fetch(`${server.url}/api/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
    })
    const result = await auth.me.get().safe()
    expect([me.status, refresh.status, result.ok]).toEqual([401, 401, false])
  })

  test('gets errors that can be told apart', async () => {
    const auth = connect()
    await auth.signUp({ username: 'dorothy', password: PASSWORD })

    const taken = await auth.signUp({ username: 'DOROTHY', password: PASSWORD }).safe()
    const wrong = await auth.signIn({ username: 'dorothy', password: 'something else' }).safe()

    expect(!taken.ok && isApiError(taken.error, 'USERNAME_TAKEN')).toBe(true)
    expect(!wrong.ok && isApiError(wrong.error, 'INVALID_CREDENTIALS')).toBe(true)
  })

  test('tells about herself', async () => {
    const auth = connect()
    await auth.signUp({ username: 'edith', password: PASSWORD })

    const updated = await auth.me.update({ name: 'Edith Clarke', profile: { theme: 'dark' } })

    expect(updated).toMatchObject({ name: 'Edith Clarke', profile: { theme: 'dark' } })
    expect(await auth.me.get()).toEqual(updated)
  })
})
