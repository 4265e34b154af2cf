import { createAuth, isApiError } from '@latchkey/sdk'
import { temporaryFolder, type RunningServer } from '@latchkey/testing'
import { cloneDatabase } from '@latchkey/testing/postgres'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'

import { latchkey, startServer } from './server.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const PASSWORD = 'violet harbour 1897'

describe.each(['embedded', 'postgres'] as const)('administration (%s)', (database) => {
  let server: RunningServer
  let env: Record<string, string>
  const cleanups: (() => void)[] = []
  const onCleanup = (cleanup: () => void) => cleanups.unshift(cleanup)
  afterAll(() => cleanups.forEach((cleanup) => cleanup()))
  beforeAll(async () => {
    env =
      database === 'postgres'
        ? { DATABASE_URL: await cloneDatabase(inject('databaseTemplate')) }
        : {}
    server = await startServer({ cwd: temporaryFolder(onCleanup), env, onCleanup })
  })
  const command = (...args: string[]) => latchkey(args, { cwd: server.cwd, env })

  async function signUp(username: string) {
    const auth = createAuth({ baseUrl: server.url })
    const { user } = await auth.signUp({ username, password: PASSWORD })
    return { auth, id: user.id }
  }

  /** Signed in, and promoted by the command that makes the first administrator. */
  async function signUpAdmin(username: string) {
    const { auth, id } = await signUp(username)
    await command('users', 'promote', username)
    return { auth, id }
  }

  test('who is promoted goes on signed in, with the new role', async () => {
    const { auth } = await signUp('ada')
    const expired: unknown[] = []
    const refreshed: unknown[] = []
    auth.on('expired', (event) => expired.push(event))
    auth.on('refreshed', (event) => refreshed.push(event))
    const before = await auth.admin.users.list().safe()

    const { code, stdout } = await command('users', 'promote', 'ADA')
    const { data } = await auth.admin.users.list({ query: 'ada' })

    expect(!before.ok && isApiError(before.error, 'FORBIDDEN')).toBe(true)
    expect([code, stdout]).toEqual([0, 'ADA has the role admin and is active\n'])
    expect(data).toMatchObject([{ username: 'ada', role: 'admin' }])
    expect([refreshed.length, expired.length]).toEqual([1, 0])
  })

  test('who is demoted by another one goes on as a user', async () => {
    const [first, second] = [await signUpAdmin('barbara'), await signUpAdmin('carol')]
    await second.auth.admin.users.get(first.id)

    await first.auth.admin.users.update(second.id, { role: 'user' })
    const refused = await second.auth.admin.users.get(first.id).safe()

    expect(!refused.ok && isApiError(refused.error, 'FORBIDDEN')).toBe(true)
    expect(await second.auth.me.get()).toMatchObject({ username: 'carol', role: 'user' })
  })

  test('who is disabled is signed out, and may come back once enabled', async () => {
    const admin = await signUpAdmin('dorothy')
    const { auth, id } = await signUp('edith')
    const expired: unknown[] = []
    auth.on('expired', ({ reason }) => expired.push(reason))

    await admin.auth.admin.users.update(id, { status: 'disabled', reason: 'left the company' })
    const call = await auth.me.get().safe()
    const signIn = await auth.signIn({ username: 'edith', password: PASSWORD }).safe()
    const { code, stdout } = await command('users', 'enable', 'edith')
    const again = await auth.signIn({ username: 'edith', password: PASSWORD })

    expect([call.ok, expired]).toEqual([false, ['SESSION_REVOKED']])
    expect(!signIn.ok && isApiError(signIn.error, 'ACCOUNT_DISABLED')).toBe(true)
    expect([code, stdout]).toEqual([0, 'edith has the role user and is active\n'])
    expect(again.user).toMatchObject({ id, status: 'active' })
  })

  test('an administrator sees where somebody is signed in, and ends it', async () => {
    const admin = await signUpAdmin('frances')
    const { auth, id } = await signUp('grace')

    const before = await admin.auth.admin.sessions.list(id)
    const { revoked } = await admin.auth.admin.sessions.revoke(id)
    const call = await auth.me.get().safe()

    expect([before.data.length, revoked]).toEqual([1, 1])
    expect(call.ok).toBe(false)
  })
})
