import { expect } from 'vitest'

import isemail from '@latchkey/testing/vectors/isemail.json' with { type: 'json' }
import { PASSWORD, test } from '../harness.ts'

/** What must never become an account: two recipients, a header, or somebody else at second sight. */
const REFUSED: readonly unknown[] = [
  'ada@example.org,eve@evil.example',
  'ada@example.org;eve@evil.example',
  'ada@example.org eve@evil.example',
  'ada@example.org\r\nBcc: eve@evil.example',
  'ada@example.org\n',
  '\rada@example.org',
  'ada@example.org\0',
  'ada\0@example.org',
  ' ada@example.org',
  'ada@example.org ',
  'ada@evil.example@example.org',
  '"ada@evil.example"@example.org',
  'Ada <ada@example.org>',
  '<ada@example.org>',
  'mailto:ada@example.org',
  'ada@localhost',
  'ada@127.0.0.1',
  'ada@[127.0.0.1]',
  'ada@example.org.',
  'ada＠example.org',
  'ａda@example.org',
  'ada@example．org',
  '\u212aate@example.org',
  'o\ufb03ce@example.org',
  'jo\u0308rg@example.org',
  'a\u200bda@example.org',
  'ada\u202e@example.org',
  'ada\u00ad@example.org',
  ['ada@example.org'],
  ['ada@example.org', 'eve@evil.example'],
  { toString: 'ada@example.org' },
  null,
  7,
  true,
]

// Guarantee: an account is found by every spelling of its address, and the spelling is kept.
test('39 an ordinary address registers once, and signs in in any case of its letters', async ({
  call,
  db,
}) => {
  for (const email of isemail.plain) {
    const created = await call('POST', '/api/auth/register', {
      body: { email, password: PASSWORD },
    })
    const again = await call('POST', '/api/auth/register', {
      body: { email: email.toUpperCase(), password: PASSWORD },
    })
    const signedIn = await call('POST', '/api/auth/login', {
      body: { email: email.toUpperCase(), password: PASSWORD },
    })

    expect([created.statusCode, created.json().user.email], email).toEqual([201, email])
    expect([again.statusCode, again.json().code], email).toEqual([409, 'EMAIL_TAKEN'])
    expect([signedIn.statusCode, signedIn.json().user.email], email).toEqual([200, email])
  }
  const rows = await db.selectFrom('users').select(['email', 'email_key']).execute()
  expect(rows.map((row) => row.email).toSorted()).toEqual(isemail.plain.toSorted())
  expect(rows.filter((row) => row.email_key !== row.email?.toLowerCase())).toEqual([])
})

// Guarantee: an address has one account, in whichever notation its domain is written.
test('39 an international address is one address in all its notations', async ({ call }) => {
  const notations = [
    ['Jörg@bücher.example', 'jörg@xn--bcher-kva.example', 'JÖRG@BÜCHER.example'],
    ['用户@例え.テスト', '用户@xn--r8jz45g.xn--zckzah', '用户@XN--R8JZ45G.XN--ZCKZAH'],
  ] as const

  for (const [typed, ...others] of notations) {
    const register = (email: string) =>
      call('POST', '/api/auth/register', { body: { email, password: PASSWORD } })
    const created = await register(typed)
    const again = await Promise.all(others.map(register))
    const signedIn = await Promise.all(
      others.map((email) =>
        call('POST', '/api/auth/login', { body: { email, password: PASSWORD } }),
      ),
    )

    expect([created.statusCode, created.json().user?.email]).toEqual([201, typed])
    expect(again.map((response) => response.json().code)).toEqual(['EMAIL_TAKEN', 'EMAIL_TAKEN'])
    expect(signedIn.map((response) => response.json().user?.email)).toEqual([typed, typed])
  }
})

test('39 the case that was typed is kept', async ({ call, db, signUp }) => {
  const { user } = await signUp({ email: 'Ada.Lovelace@Example.ORG' })

  const stored = await db.selectFrom('users').select(['email', 'email_key']).executeTakeFirst()
  const read = await call('POST', '/api/auth/login', {
    body: { email: 'ada.lovelace@example.org', password: PASSWORD },
  })

  expect(user.email).toBe('Ada.Lovelace@Example.ORG')
  expect(stored).toEqual({
    email: 'Ada.Lovelace@Example.ORG',
    email_key: 'ada.lovelace@example.org',
  })
  expect(read.json().user.email).toBe('Ada.Lovelace@Example.ORG')
})

test('39 whatever is not one plain address makes no account and signs nobody in', async ({
  call,
  db,
}) => {
  for (const email of [...REFUSED, ...isemail.invalid, ...isemail.unusual]) {
    const body = { email, password: PASSWORD }
    const registered = await call('POST', '/api/auth/register', { body })
    const signedIn = await call('POST', '/api/auth/login', { body })

    expect(registered.statusCode, JSON.stringify(email)).toBe(400)
    expect([400, 401], JSON.stringify(email)).toContain(signedIn.statusCode)
  }
  expect(await db.selectFrom('users').select('email').execute()).toEqual([])
})

// GHSA-7rqj-j65f-68wh: an address that only looks like the one of the victim reached his account.
test('39 an address that looks like another one is not the other one', async ({ call, signUp }) => {
  await signUp({ email: 'mike@example.org', username: 'mike' })
  const lookalikes = [
    'mıke@example.org',
    'mіke@example.org',
    'm\u0131ke@example.org',
    'ｍike@example.org',
    'mi\u212ae@example.org',
    'mike@exampIe.org',
    'mike@example.org.',
    'mike+1@example.org',
    'm.ike@example.org',
  ]

  const responses = await Promise.all(
    lookalikes.map((email) =>
      call('POST', '/api/auth/login', { body: { email, password: PASSWORD } }),
    ),
  )

  expect(responses.filter(({ statusCode }) => statusCode < 400)).toEqual([])
})

// CVE-2026-19607, CVE-2021-3754: a username that is somebody's address locked him out.
test('39 a username is never an address', async ({ call, signUp }) => {
  const victim = await signUp({ email: 'victim@example.test' })
  const attacker = await signUp({ username: 'eve' })
  const usernames = [
    'victim@example.test',
    'VICTIM@EXAMPLE.TEST',
    'a@b',
    '@',
    'victim＠example.test',
  ]

  for (const username of usernames) {
    const registered = await call('POST', '/api/auth/register', {
      body: { username, password: PASSWORD },
    })
    const renamed = await call('PATCH', '/api/auth/me', {
      token: attacker.accessToken,
      body: { username },
    })
    const signedIn = await call('POST', '/api/auth/login', {
      body: { username, password: PASSWORD },
    })

    expect(
      [registered, renamed, signedIn].map(({ statusCode }) => statusCode),
      username,
    ).toEqual([400, 400, 400])
  }
  const still = await call('POST', '/api/auth/login', {
    body: { email: victim.user.email, password: PASSWORD },
  })
  expect(still.json().user?.id).toBe(victim.user.id)
})
