import { dictionary } from '@zxcvbn-ts/language-common'
import { describe, expect, test } from 'vitest'

import { createPasswordPolicy } from '../src/password-policy.ts'

const policy = createPasswordPolicy({ minLength: 8 })
const ada = {
  email: 'ada.l@analytical-engines.example',
  username: 'countess',
  name: 'Ada Lovelace',
}

describe('length', () => {
  // Guarantee: length is counted in code points, so an emoji is one and not two.
  test.each([
    ['7 letters', 'xkqvzjw', 'at least 8'],
    ['8 letters', 'xkqvzjwp', undefined],
    ['7 emoji', '🐘🔑🚀🎲🧊🌵🥝', 'at least 8'],
    ['8 emoji', '🐘🔑🚀🎲🧊🌵🥝🛶', undefined],
    ['64 of any Unicode', `${'ж漢🔑 '.repeat(15)}שلום`, undefined],
    ['256 letters', 'xkqvzjwp'.repeat(32), undefined],
    ['257 letters', `${'xkqvzjwp'.repeat(32)}x`, 'at most 256'],
    ['256 emoji', `${'🐘🔑'.repeat(127)}🚀🎲`, undefined],
    ['257 emoji', `${'🐘🔑'.repeat(128)}🚀`, 'at most 256'],
    ['nothing', '', 'at least 8'],
  ])('%s', async (_, password, expected) => {
    const verdict = await policy.check(password)

    if (expected === undefined) expect(verdict).toBeUndefined()
    else expect(verdict).toContain(expected)
  })

  test('follows the setting', async () => {
    const strict = createPasswordPolicy({ minLength: 15 })

    expect(await strict.check('xkqvzjwp bmftr')).toBe(
      'The password must have at least 15 characters.',
    )
    expect(await strict.check('xkqvzjwp bmftrd')).toBeUndefined()
  })

  test.each([0, 257, 8.5, Number.NaN])('refuses the setting %d', (minLength) => {
    expect(() => createPasswordPolicy({ minLength })).toThrow(RangeError)
  })
})

describe('composition', () => {
  // Guarantee: any character is good, none is asked for, and nothing is trimmed before counting.
  test.each([
    'onlylowercaseletters',
    '48151623421089754',
    ' \t  \u00a0   \u3000\t',
    'trailing space ',
    '\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007',
    'пароль из слов',
    '<script>alert(1)</script>',
  ])('accepts %j', async (password) => {
    expect(await policy.check(password, ada)).toBeUndefined()
  })
})

describe('obvious patterns', () => {
  // Guarantee: what lists of common passwords leave out, because a program can produce it, is
  // refused as well.
  test.each([
    ['one character', '88888888'],
    ['two characters', 'xkxkxkxkxk'],
    ['a piece of seven', 'xkqvzjwxkqvzjw'],
    ['a piece that breaks off', '12312312'],
    ['spaces', '        '],
    ['emoji', '🐘🔑🐘🔑🐘🔑🐘🔑'],
    ['upper and lower case', 'AbCaBcABC'],
    ['digits upwards', '23456789'],
    ['digits downwards', '0987654321'],
    ['the alphabet', 'ABCDEFGH'],
    ['a row of keys backwards', 'poiuytrewq'],
    ['a row of keys with its last one', '1234567890-'],
    ['a date', '01012009'],
    ['a date by its year', '1999-12-31'],
    ['a date with separators', '1/12/2024'],
  ])('refuses %s', async (_, password) => {
    expect(await policy.check(password)).toContain('repetition')
  })

  test.each([
    ['a piece that is long enough itself', 'xkqvzjwpxkqvzjwp'],
    ['one character that is different', '88888883'],
    ['a run inside something else', 'x23456789q'],
    ['a number that is no date', '90417352'],
    ['two words of digits', '2024 harbour 1897'],
  ])('accepts %s', async (_, password) => {
    expect(await policy.check(password)).toBeUndefined()
  })
})

describe('common passwords', () => {
  // Guarantee: no password of the public list is accepted, in any letter case.
  test('refuses every entry that is long enough', async () => {
    const entries = dictionary['passwords-common'].filter((entry) => Array.from(entry).length >= 8)
    const spellings = entries.flatMap((entry) => [
      entry,
      entry.toUpperCase(),
      entry.charAt(0).toUpperCase() + entry.slice(1),
    ])

    const verdicts = await Promise.all(spellings.map((password) => policy.check(password)))

    expect(entries.length).toBeGreaterThan(15_000)
    expect(spellings.filter((_, index) => verdicts[index] === undefined)).toEqual([])
  })

  // Guarantee: only the whole password counts, not a common one inside it.
  test('accepts a long password that contains a common one', async () => {
    expect(await policy.check('password')).toBe('The password is one of the most common ones.')
    expect(await policy.check('password of the grey elephant')).toBeUndefined()
  })

  // Guarantee: a shorter minimum does not open the door to shorter common passwords.
  test('knows the short ones when they are long enough', async () => {
    const lax = createPasswordPolicy({ minLength: 4 })

    expect(await lax.check('dragon')).toBe('The password is one of the most common ones.')
    expect(await lax.check('qzvx')).toBeUndefined()
  })
})

describe('names', () => {
  // Guarantee: what anybody would try first for this account is refused.
  test.each([
    'ada.l@analytical-engines.example',
    'ADA.L@Analytical-Engines.Example',
    'analyticalengines',
    'ada.l-1815',
    'countess',
    'Countess1',
    '1815countess!',
    'c.o.u.n.t.e.s.s',
    'countesscountess',
    'Ada Lovelace',
    'adalovelace',
    'lovelace.ada',
    'AdaLovelace1815!',
    '***Lovelace***',
    '2024-lovelace',
    'latchkey',
    'Latchkey1',
    'LATCHKEY2024!!',
    'latchkeylatchkey',
    'latchkey-countess-7',
    'ｌａｔｃｈｋｅｙ',
  ])('refuses %j', async (password) => {
    expect(await policy.check(password, ada)).toBe(
      'The password must not be made of your name, your address or the name of this service.',
    )
  })

  // Guarantee: a name inside a password that has more to it does no harm.
  test.each([
    'my latchkey hangs by the door',
    'lovelace wrote the first program',
    'countessx',
    'xlovelace',
    'lovelace 8271-6354-0918',
    'adalovelac',
    '.-.,;:!?()',
  ])('accepts %j', async (password) => {
    expect(await policy.check(password, ada)).toBeUndefined()
  })

  // Guarantee: names that are digits only count too.
  test('refuses a username of digits', async () => {
    const owner = { email: null, username: '20041987', name: null }

    expect(await policy.check('20041987', owner)).toContain('your name')
    expect(await policy.check('20041987!!', owner)).toContain('your name')
    expect(await policy.check('40217953', owner)).toBeUndefined()
  })

  // Guarantee: names of one or two letters, and missing ones, refuse nothing.
  test('ignores short and missing names', async () => {
    expect(await policy.check('a1b2c3d9-', { email: 'a@b.co', username: 'a', name: '' })).toBe(
      undefined,
    )
    expect(await policy.check('xkqvzjwp', {})).toBeUndefined()
  })

  test('knows other product names', async () => {
    const acme = createPasswordPolicy({ minLength: 8, productNames: ['Acme Rockets'] })

    expect(await acme.check('acmerockets!')).toContain('name of this service')
    expect(await acme.check('Rockets99')).toContain('name of this service')
    expect(await acme.check('latchkey')).toBeUndefined()
  })

  // Guarantee: a hostile password or name costs no more than its length.
  test('answers for the longest input', async () => {
    const owner = { username: 'aaa', name: 'aaa '.repeat(50) }

    expect(await policy.check(`${'a'.repeat(255)}b`, owner)).toBeUndefined()
    expect(await policy.check('a'.repeat(255), owner)).toContain('your name')
  })
})
