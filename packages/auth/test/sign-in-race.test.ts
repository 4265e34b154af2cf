import type { Database } from '@latchkey/database'
import { describe, expect } from 'vitest'

import { PASSWORD, test } from './harness.ts'
import { waitingForLocks } from './waiting-for-locks.ts'

// Guarantee: what a session is opened with is what holds when it is there, not when it was asked for.
describe('a sign-in during a change of the user', () => {
  test('has the role that he gets', async ({ call, db, signUp }) => {
    const { user } = await signUp()
    const signIn = () =>
      call('POST', '/api/auth/login', { body: { email: user.email, password: PASSWORD } })

    const response = await afterWaitingFor(db, { role: 'admin' }, signIn)

    const { session } = response.json()
    const row = await db
      .selectFrom('sessions')
      .select('role')
      .where('id', '=', session.id)
      .execute()
    expect(response.statusCode).toBe(200)
    expect(row).toEqual([{ role: 'admin' }])
  })

  test('is refused when he is disabled', async ({ call, db, signUp }) => {
    const { user } = await signUp()
    const signIn = () =>
      call('POST', '/api/auth/login', { body: { email: user.email, password: PASSWORD } })

    const response = await afterWaitingFor(db, { status: 'disabled' }, signIn)

    expect([response.statusCode, response.json().code]).toEqual([403, 'ACCOUNT_DISABLED'])
    expect(await db.selectFrom('sessions').select('id').execute()).toHaveLength(1)
  })
})

/** Changes every user, and commits when `work` waits for the change. */
async function afterWaitingFor<T>(
  db: Database,
  change: { role: string } | { status: 'disabled' },
  work: () => Promise<T>,
): Promise<T> {
  const { started } = await db.transaction().execute(async (trx) => {
    await trx.updateTable('users').set(change).execute()
    const started = work()
    await waitingForLocks(db, 1)
    return { started }
  })
  return started
}
