import { createServer } from 'latchkey/server'
import { afterEach, describe, expect, vi } from 'vitest'

import { PASSWORD, PUBLIC_URL, SECRET, test } from '../harness.ts'
import { watchBcrypt } from './bcrypt-calls.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** What no account has: unknown, impossible by our rules, or only ever seen in another form. */
const NOBODY = [
  { email: 'nobody@example.test' },
  { email: 'person-1@example.invalid' },
  { email: 'no.body@127.0.0.1' },
  { email: `${'l'.repeat(65)}@example.test` },
  { username: 'nobody' },
  { username: 'a' },
]

describe('at the cost of the server', () => {
  test.override('options', { bcryptCost: 5 })

  // Guarantee: how long an answer takes does not tell whether there is an account, because the work
  // that decides about it is the same.
  test('52 an unknown account costs one real hash, like a wrong password', async ({
    call,
    signUp,
  }) => {
    const { user } = await signUp()
    const bcrypt = watchBcrypt()
    const work = async (body: Record<string, unknown>) => {
      await call('POST', '/api/auth/login', { body: { password: 'wrong', ...body } })
      return bcrypt.take()
    }

    const wrongPassword = await work({ email: user.email })
    const unknown = []
    for (const identifier of NOBODY) unknown.push(await work(identifier))

    expect(wrongPassword).toEqual({ made: [], compared: [5] })
    expect(unknown).toEqual(NOBODY.map(() => wrongPassword))
  })
})

// Guarantee: raising the cost does not make the accounts known whose hashes are still cheap.
test('52 an account from before the cost rose costs what an unknown one does', async ({
  database,
  signUp,
}) => {
  const { user } = await signUp()
  const stronger = await createServer({
    database,
    secret: SECRET,
    publicUrl: PUBLIC_URL,
    bcryptCost: 7,
    logger: false,
  })
  const bcrypt = watchBcrypt()
  const work = async (email: string) => {
    await stronger.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: { email, password: 'violet harbour 1898' },
    })
    const { made, compared } = bcrypt.take()
    return [...made, ...compared].reduce((sum, cost) => sum + 2 ** cost, 0)
  }

  const works = [await work(user.email ?? ''), await work('nobody@example.test')]
  await stronger.close()

  expect(works).toEqual([2 ** 7, 2 ** 7])
})

// Guarantee: nothing in the answer tells either.
test('52 a wrong password and an unknown account get the same answer', async ({
  call,
  db,
  signUp,
}) => {
  const known = await signUp({ username: 'ada' })
  const disabled = await signUp({ username: 'eve' })
  await db
    .updateTable('users')
    .set({ status: 'disabled' })
    .where('id', '=', disabled.user.id)
    .execute()
  const cases = [
    { email: known.user.email },
    { username: 'ada' },
    { email: disabled.user.email },
    { username: 'eve' },
    { email: known.user.email, deviceToken: known.deviceToken },
    ...NOBODY,
  ]

  const answers: { statusCode: number; others: object; body: string }[] = []
  for (const identifier of cases) {
    const { statusCode, headers, body } = await call('POST', '/api/auth/login', {
      body: { ...identifier, password: 'violet harbour 1898' },
    })
    const { date: _date, ...others } = headers
    answers.push({ statusCode, others, body: body.replace(/"requestId":"[^"]+"/, '') })
  }

  expect(answers[0]?.statusCode).toBe(401)
  expect(answers).toEqual(cases.map(() => answers[0]))
})

// Only who knows the password learns that the account is disabled.
test('52 a disabled account shows itself to its owner alone', async ({ call, db, signUp }) => {
  const { user } = await signUp()
  await db.updateTable('users').set({ status: 'disabled' }).execute()
  const signIn = async (password: string) => {
    const response = await call('POST', '/api/auth/login', {
      body: { email: user.email, password },
    })
    return response.json().code
  }

  expect(await signIn('violet harbour 1898')).toBe('INVALID_CREDENTIALS')
  expect(await signIn(PASSWORD)).toBe('ACCOUNT_DISABLED')
})
