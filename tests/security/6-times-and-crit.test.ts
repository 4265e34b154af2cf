import { describe, expect } from 'vitest'

import { test } from './forging.ts'
import { decode } from './jws.ts'

/** Seconds that clocks may differ by. */
const SKEW = 60

describe('6 times and critical headers', () => {
  test('6 exp must be there, a whole number and to come', async ({
    forge,
    statusOf,
    user,
    clock,
  }) => {
    const now = Math.floor(clock.now() / 1000)
    const invalid = [undefined, null, '', `${now + 60}`, 'never', 1e308, -1, -1e9, now + 60.5, true]
    const lists = [[now + 60], { exp: now + 60 }]
    // JSON has no NaN and no Infinity, and a number that is too large to be exact says nothing.
    const raw = ['NaN', 'Infinity', '1e999', '9007199254740993', '-0x1', '"1e12"']

    const answers = new Map<unknown, string>()
    for (const exp of [...invalid, ...lists]) {
      answers.set(exp, await statusOf(forge({ claims: { exp } })))
    }
    for (const text of raw) {
      const claims = JSON.stringify({ ...decode(user.accessToken, 1), exp: 'EXP' })
      answers.set(text, await statusOf(forge({ claims: claims.replace('"EXP"', text) })))
    }

    expect(new Set(answers.values())).toEqual(new Set(['401 TOKEN_INVALID']))
  })

  test('6 a token is dead from the second of exp on', async ({ forge, statusOf, clock }) => {
    const now = Math.floor(clock.now() / 1000)

    for (const exp of [0, now - 3600, now - SKEW, now - 1, now]) {
      expect(await statusOf(forge({ claims: { exp } }))).toBe('401 TOKEN_EXPIRED')
    }
    expect(await statusOf(forge({ claims: { exp: now + 1 } }))).toBe('200 OK')
  })

  test.for(['nbf', 'iat'])(
    '6 %s may lie ahead by the skew, not more',
    async (claim, { forge, statusOf, clock }) => {
      const now = Math.floor(clock.now() / 1000)
      const bad = [now + SKEW + 1, now + 3600, 1e308, `${now}`, null, -1, [now], 'yesterday', 0.5]

      const answers = new Map<unknown, string>()
      for (const value of bad) {
        answers.set(value, await statusOf(forge({ claims: { [claim]: value } })))
      }

      expect(new Set(answers.values())).toEqual(new Set(['401 TOKEN_INVALID']))
      for (const value of [now - 60, now, now + SKEW]) {
        expect(await statusOf(forge({ claims: { [claim]: value } }))).toBe('200 OK')
      }
    },
  )

  // RFC 7515, section 4.1.11. We understand no extension, so every list is refused.
  test('6 a critical header is refused', async ({ forge, statusOf }) => {
    const headers = [
      { crit: ['exp'], exp: 1 },
      { crit: ['b64'], b64: false },
      { crit: ['b64'], b64: true },
      { crit: ['http://example.test/unknown'], 'http://example.test/unknown': true },
      { crit: ['alg'] },
      { crit: ['absent'] },
      { crit: [] },
      { crit: '' },
      { crit: 'alg' },
      { crit: null },
      { crit: {} },
      { b64: false },
      { zip: 'DEF' },
      { cty: 'JWT' },
    ]

    const answers = new Map<object, string>()
    for (const header of headers) answers.set(header, await statusOf(forge({ header })))

    expect(new Set(answers.values())).toEqual(new Set(['401 TOKEN_INVALID']))
  })

  test('6 every claim of the profile is needed, in its type', async ({ forge, statusOf, user }) => {
    const optional = new Set(['scope'])
    const claims = Object.entries(decode(user.accessToken, 1)).filter(
      ([name]) => !optional.has(name),
    )

    const accepted: string[] = []
    for (const [name, value] of claims) {
      const wrong = [
        undefined,
        null,
        '',
        [value, value],
        { value },
        typeof value === 'string' ? 1 : '1',
      ]
      for (const other of wrong) {
        const status = await statusOf(forge({ claims: { [name]: other } }))
        if (status !== '401 TOKEN_INVALID') {
          accepted.push(`${name} = ${JSON.stringify(other)}: ${status}`)
        }
      }
    }

    expect(accepted).toEqual([])
  })

  test('6 a payload is an object', async ({ forge, statusOf }) => {
    const payloads = [
      '',
      'null',
      '[]',
      '0',
      '"text"',
      'true',
      '{',
      '{}',
      '\0',
      '{"exp":1}{"exp":2}',
    ]

    const answers = new Set<string>()
    for (const claims of payloads) answers.add(await statusOf(forge({ claims })))
    for (const header of payloads) answers.add(await statusOf(forge({ header })))

    expect([...answers]).toEqual(['401 TOKEN_INVALID'])
  })
})
