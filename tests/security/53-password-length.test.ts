import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { bodyFields } from './samples.ts'

/** As many letters, none of them a word. */
const letters = (count: number) => 'xkqvzjwpmbtfhdgrnslcy '.repeat(13).slice(0, count)
/** As many emoji of four bytes each. */
const emoji = (count: number) =>
  Array.from({ length: count }, (_, index) => String.fromCodePoint(0x1f300 + index)).join('')

test('53 any password of 8 to 256 characters is taken, and signs in', async ({ call, signUp }) => {
  const accepted = [
    letters(8),
    letters(64),
    letters(72),
    letters(73),
    letters(256),
    emoji(8),
    emoji(64),
    emoji(256),
    'onlylowercaseletters',
    '48151623421089754',
    'пароль из слов',
    '  \t two spaces first',
    '<script>alert(1)</script>',
    'tab\tnewline\nnul\0bell\u0007',
    'שלום עליכם חברים',
    'e\u0301\u0301\u0301\u0301 combining',
  ]

  for (const password of accepted) {
    const { user } = await signUp({ password })
    const signedIn = await call('POST', '/api/auth/login', {
      body: { email: user.email, password },
    })

    expect(signedIn.statusCode, JSON.stringify(password)).toBe(200)
  }
})

const REFUSED = [
  ['7 letters', letters(7), 422, 'PASSWORD_TOO_WEAK'],
  ['7 emoji, which are 14 UTF-16 units', emoji(7), 422, 'PASSWORD_TOO_WEAK'],
  ['257 letters', letters(257), 400, 'INVALID_REQUEST'],
  ['257 emoji', emoji(257), 400, 'INVALID_REQUEST'],
  ['nothing', '', 400, 'INVALID_REQUEST'],
] as const

test('53 shorter and longer ones are refused', async ({ call, db }) => {
  for (const [length, password, status, code] of REFUSED) {
    const response = await call('POST', '/api/auth/register', {
      body: { email: 'ada@example.test', password },
    })

    expect([response.statusCode, response.json().code], length).toEqual([status, code])
  }
  expect(await db.selectFrom('users').select('id').execute()).toEqual([])
})

test('53 a new password of an old account has the same limits', async ({ call, signUp }) => {
  const { accessToken: token } = await signUp()
  const change = async (newPassword: string) => {
    const body = { currentPassword: PASSWORD, newPassword }
    const response = await call('POST', '/api/auth/password/change', { token, body })
    return response.statusCode
  }

  for (const [length, password, status] of REFUSED) {
    expect(await change(password), length).toBe(status)
  }
  expect(await change(letters(8))).toBe(204)
})

// ASVS 6.2.10: a password is not changed for its age.
test('53 a password does not expire', async ({ call, db, signUp }) => {
  const { user } = await signUp()
  await db
    .updateTable('credentials')
    .set({ created_at: sql<Date>`now() - interval '20 years'` })
    .execute()

  const response = await call('POST', '/api/auth/login', {
    body: { email: user.email, password: PASSWORD },
  })

  expect(response.statusCode).toBe(200)
})

test('53 there are no hints and no secret questions', () => {
  const fields = bodyFields.map(({ operationId, field }) => `${operationId}.${field}`)

  expect(fields.filter((path) => /hint|question|answer|reminder/i.test(path))).toEqual([])
})

describe('with PASSWORD_MIN_LENGTH', () => {
  test.override('options', { passwordMinLength: 15 })

  // NIST SP 800-63B-4, section 3.1.1.1: 15 where a password is all that is asked for.
  test('53 the least length follows the setting', async ({ call, signUp }) => {
    const { user } = await signUp({ password: letters(15) })

    const response = await call('POST', '/api/auth/register', {
      body: { email: 'other@example.test', password: letters(14) },
    })

    expect(user.status).toBe('active')
    expect([response.statusCode, response.json().code]).toEqual([422, 'PASSWORD_TOO_WEAK'])
  })
})
