import { expect } from 'vitest'

import { test } from '../harness.ts'

/** What differs, the password that was set, and others that must not do. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'byte 73',
    `${'violet '.repeat(10)}xyb`,
    [`${'violet '.repeat(10)}xyc`, `${'violet '.repeat(10)}xy`],
  ],
  [
    'the last of 64 emoji',
    `${'🔑🐘'.repeat(31)}🚀🔒`,
    [`${'🔑🐘'.repeat(31)}🚀🔓`, `${'🔑🐘'.repeat(31)}🚀`],
  ],
  [
    'the last of 256 characters',
    `${'mist over '.repeat(25)}harbor`,
    [`${'mist over '.repeat(25)}harbot`, `${'mist over '.repeat(25)}harbo`],
  ],
  [
    'what follows a NUL',
    'before\0after it',
    ['before\0after is', 'before', 'before\0', 'beforeafter it'],
  ],
  [
    'a trailing space',
    'violet harbour ',
    ['violet harbour', 'violet harbour  ', 'violet harbour\t'],
  ],
  ['a leading space', ' violet harbour', ['violet harbour', '  violet harbour']],
  ['the kind of space', 'violet\u00a0harbour', ['violet harbour', 'violetharbour']],
  ['case', 'Violet Harbour', ['violet harbour', 'VIOLET HARBOUR']],
  ['NFC and NFD', 'caf\u00e9 by the harbour', ['cafe\u0301 by the harbour', 'cafe by the harbour']],
  ['compatibility forms', '\ufb01ve violet harbours', ['five violet harbours']],
  ['an invisible character', 'violet\u200bharbour', ['violetharbour', 'violet harbour']],
  ['a line break', 'violet\r\nharbour', ['violet\nharbour', 'violet\rharbour']],
]

// Guarantee: exactly the password that was set signs in; every byte of it counts.
test('36 a password is taken exactly as it is', async ({ call, signUp }) => {
  for (const [difference, password, others] of CASES) {
    const { user } = await signUp({ password })
    const signIn = (candidate: string) =>
      call('POST', '/api/auth/login', { body: { email: user.email, password: candidate } })

    const right = await signIn(password)
    const wrong = await Promise.all(others.map(signIn))

    expect(right.statusCode, difference).toBe(200)
    expect(
      wrong.map((response) => [response.statusCode, response.json().code]),
      difference,
    ).toEqual(others.map(() => [401, 'INVALID_CREDENTIALS']))
  }
})

// Half of a surrogate pair has no UTF-8 form: as bytes, all of them would be one password.
test('36 half a character is no password', async ({ call, signUp }) => {
  const { user } = await signUp({ password: 'violet harbour \ufffd' })

  const responses = await Promise.all(
    ['\\ud800', '\\udc00'].map((half) =>
      call('POST', '/api/auth/login', {
        body: `{"email":"${user.email}","password":"violet harbour ${half}"}`,
      }),
    ),
  )

  expect(responses.map(({ statusCode }) => statusCode)).toEqual([400, 400])
})
