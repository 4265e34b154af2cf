import type { DatabaseTransaction } from '@latchkey/database'
import { sql } from 'kysely'
import { afterEach, describe, expect, vi } from 'vitest'

import type { AuthHooks } from '../src/hooks.ts'
import { PASSWORD, test } from './harness.ts'

const registration = { email: 'ada@example.test', password: PASSWORD }

/** Tells when a hook that never settles has been called. */
let called = Promise.withResolvers<void>()
function hang(): Promise<void> {
  called.resolve()
  return new Promise(() => undefined)
}

afterEach(() => {
  vi.useRealTimers()
  called = Promise.withResolvers()
})

// Guarantee: a hook that never settles fails one request, and takes nothing else with it.
describe.each<[string, AuthHooks]>([
  ['beforeCreateUser', { beforeCreateUser: hang }],
  ['userCreated', { userCreated: hang }],
  ['accessTokenClaims', { accessTokenClaims: hang }],
])('%s that never settles', (_name, hanging) => {
  let hooks: AuthHooks = {}
  test.override('options', {
    hooks: {
      beforeCreateUser: (draft) => hooks.beforeCreateUser?.(draft),
      userCreated: (user, trx) => hooks.userCreated?.(user, trx),
      accessTokenClaims: (user) => hooks.accessTokenClaims?.(user),
    },
  })

  test('is given up after five seconds', async ({ app, call, db, signUp }) => {
    await app.ready()
    hooks = hanging
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const waiting = call('POST', '/api/auth/register', { body: registration })
    await called.promise
    await vi.advanceTimersByTimeAsync(5_000)
    const response = await waiting
    vi.useRealTimers()
    const users = await db.selectFrom('users').select('id').execute()
    hooks = {}

    expect([response.statusCode, response.json().code]).toEqual([503, 'UNAVAILABLE'])
    expect(response.headers['retry-after']).toBe('1')
    expect(users).toEqual([])
    expect((await signUp(registration)).user.email).toBe('ada@example.test')
  })
})

describe('userCreated that keeps its transaction', () => {
  let kept: DatabaseTransaction | undefined
  test.override('options', {
    hooks: {
      userCreated: (_user, trx) => {
        kept = trx
      },
    },
  })

  // Guarantee: what a hook writes is there exactly if the user is, however late it writes.
  test('cannot use it when the user exists', async ({ signUp }) => {
    await signUp()

    await expect(async () => {
      if (kept) await sql`create table late (id int)`.execute(kept)
    }).rejects.toThrow('this transaction is over')
  })
})
