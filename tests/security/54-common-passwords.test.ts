import { expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import common from './vectors/common-passwords.json' with { type: 'json' }

// Guarantee: what everybody tries first opens no account, whatever list it comes from.
test('54 every long enough password among the 10,000 most common ones is refused', async ({
  call,
  db,
}) => {
  const passwords = common.passwords.split(' ')

  const accepted: string[] = []
  for (const password of passwords) {
    const { statusCode } = await call('POST', '/api/auth/register', {
      body: { email: 'ada@example.test', password },
    })
    if (statusCode !== 422) accepted.push(password)
  }

  expect(passwords.length).toBeGreaterThan(3000)
  expect(accepted).toEqual([])
  expect(await db.selectFrom('users').select('id').execute()).toEqual([])
})

const OWN: readonly (readonly [string, string])[] = [
  ['common, in capitals', 'PASSWORD1'],
  ['common, in mixed case', 'iLoVeYoU'],
  ['the product', 'latchkey'],
  ['the product and a year', 'Latchkey-2026!'],
  ['the address', 'ada.l@engines.example'],
  ['the mailbox', 'ada.l1815'],
  ['the domain', 'engines1815'],
  ['the username', 'countess42'],
  ['the name', 'Ada Lovelace'],
  ['the name and decoration', '!!Lovelace.1815'],
  ['the name twice', 'lovelacelovelace'],
  ['one character', '88888888'],
  ['a run', '0123456789'],
  ['a row of keys', 'poiuytrewq'],
  ['a date', '10121915'],
]

test('54 a password made of what is known about its owner is refused with the reason', async ({
  call,
}) => {
  for (const [kind, password] of OWN) {
    const response = await call('POST', '/api/auth/register', {
      body: {
        email: 'ada.l@engines.example',
        username: 'countess',
        name: 'Ada Lovelace',
        password,
      },
    })

    expect([response.statusCode, response.json().code], kind).toEqual([422, 'PASSWORD_TOO_WEAK'])
    expect(response.json().detail, kind).toMatch(/^The password .+\.$/)
    expect(response.body, kind).not.toContain(password)
  }
})

// Guarantee: there is no other door through which a weak password comes in.
test('54 a change of the password is held to the same', async ({ call, signUp }) => {
  const { accessToken } = await signUp({
    email: 'ada.l@engines.example',
    username: 'countess',
    name: 'Ada Lovelace',
  })
  const everyHundredth = common.passwords.split(' ').filter((_, index) => index % 100 === 0)
  const change = (newPassword: string) =>
    call('POST', '/api/auth/password/change', {
      token: accessToken,
      body: { currentPassword: PASSWORD, newPassword },
    })

  const accepted: string[] = []
  for (const password of [...OWN.map(([, own]) => own), ...everyHundredth]) {
    const response = await change(password)
    if (response.statusCode !== 422 || response.json().code !== 'PASSWORD_TOO_WEAK') {
      accepted.push(password)
    }
  }

  expect(accepted).toEqual([])
  expect((await change('amber lighthouse 1902')).statusCode).toBe(204)
})

// Somebody who does not sign up may have the word as his password.
test('54 the names of others do no harm', async ({ signUp }) => {
  const { user } = await signUp({ email: 'grace@example.test', password: 'ada.lovelace!1815' })

  expect(user.email).toBe('grace@example.test')
})
