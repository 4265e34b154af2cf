import { describe, expect } from 'vitest'

import { test, waitingForALock } from './harness.ts'

const LAST_ADMIN = expect.objectContaining({ code: 'LAST_ADMIN' })

describe('the last administrator', () => {
  test.for([{ role: 'user' }, { status: 'disabled' as const }])(
    'is refused %j',
    async (change, { users, person }) => {
      const last = await person({ role: 'admin' })
      await person({ role: 'admin', status: 'disabled' })
      await person({ role: 'admin', kind: 'service' })
      await person({ role: 'editor' })

      await expect(users.update(last, change)).rejects.toEqual(LAST_ADMIN)

      expect(await users.get(last)).toMatchObject({ role: 'admin', status: 'active' })
    },
  )

  test('may go once there is another one', async ({ users, person }) => {
    const [first, second] = [await person({ role: 'admin' }), await person()]

    await users.update(second, { role: 'admin' })

    expect(await users.update(first, { role: 'user' })).toMatchObject({ role: 'user' })
    await expect(users.update(second, { role: 'user' })).rejects.toEqual(LAST_ADMIN)
  })

  test('keeps nobody else from changing', async ({ users, person }) => {
    await person({ role: 'admin' })
    const editor = await person({ role: 'editor' })
    const former = await person({ role: 'admin', status: 'disabled' })

    expect(await users.update(editor, { status: 'disabled' })).toMatchObject({ status: 'disabled' })
    expect(await users.update(former, { role: 'user' })).toMatchObject({ role: 'user' })
  })
})

describe('of administrators who go at the same time', () => {
  // Guarantee: two who demote or disable each other leave one, whoever is first.
  test('one stays', async ({ users, person }) => {
    let survivor = await person({ role: 'admin' })
    for (let round = 0; round < 20; round += 1) {
      const others = await Promise.all([1, 2, 3].map(() => person({ role: 'admin' })))
      const rivals = [survivor, ...others]

      const outcomes = await Promise.allSettled(
        rivals.map((id, turn) =>
          users.update(id, turn % 2 ? { role: 'user' } : { status: 'disabled' }),
        ),
      )

      const refused = outcomes.filter(({ status }) => status === 'rejected')
      expect(refused).toEqual([{ status: 'rejected', reason: LAST_ADMIN }])
      survivor = rivals[outcomes.findIndex(({ status }) => status === 'rejected')] ?? ''
      expect(await users.get(survivor)).toMatchObject({ role: 'admin', status: 'active' })
    }
  })

  // The same with the order fixed: the second decides only when the first has committed.
  test('the second sees what the first did', async ({ db, users, person }) => {
    const [first, second] = [await person({ role: 'admin' }), await person({ role: 'admin' })]

    const late = await db.transaction().execute(async (trx) => {
      await trx.updateTable('users').set({ role: 'user' }).where('id', '=', first).execute()
      const outcome = Promise.allSettled([users.update(second, { role: 'user' })])
      await waitingForALock(db)
      return { outcome }
    })

    expect(await late.outcome).toEqual([{ status: 'rejected', reason: LAST_ADMIN }])
  })
})
