import { describe, expect, test } from 'vitest'

import { parseStrictJson } from '../src/strict-json.ts'

const parse = (text: string) => parseStrictJson(Buffer.from(text))

describe('parseStrictJson', () => {
  test.each([
    ['{"a":{"b":[1,"x",null]},"c":"\\u00e9"}', { a: { b: [1, 'x', null] }, c: 'é' }],
    ['{"a":1,"b":{"a":1}}', { a: 1, b: { a: 1 } }],
    ['[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['{"a":"{\\"a\\":1,\\"a\\":2}"}', { a: '{"a":1,"a":2}' }],
    ['"\\ud83d\\ude00"', '😀'],
    ['[-0.5,1e3,9007199254740991,0]', [-0.5, 1000, 9007199254740991, 0]],
    ['{"password":"a\\u0000b"}', { password: 'a\u0000b' }],
  ])('reads %s', (text, value) => {
    expect(parse(text)).toEqual(value)
  })

  test.each([
    ['a member named twice', '{"a":1,"a":2}'],
    ['a member named twice in two spellings', '{"a":1,"\\u0061":2}'],
    ['a member named twice further inside', '[{"x":{"a":1,"b":2,"a":3}}]'],
    ['a lone surrogate in a value', '{"a":"\\ud800"}'],
    ['a lone surrogate in a name', '{"\\udc00":1}'],
    ['__proto__', '{"__proto__":{}}'],
    ['__proto__ in another spelling', '{"\\u005f_proto__":{}}'],
    ['constructor', '{"a":{"constructor":{}}}'],
    ['17 levels', '['.repeat(17) + ']'.repeat(17)],
    ['100,000 levels', '['.repeat(100_000)],
    ['1,001 members', `{${Array.from({ length: 1001 }, (_, i) => `"m${i}":1`).join()}}`],
    ['a number that overflows', '{"a":1e400}'],
    ['a whole number beyond 2^53', '[12345678901234567890]'],
    ['a number of 40 digits', `[0.${'1'.repeat(40)}]`],
    ['no JSON', '{"a":1'],
    ['an open string', '"abc'],
    ['a trailing comma', '{"a":1,}'],
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
  ])('refuses %s', (_name, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
  })

  // Guarantee: a byte that is not UTF-8 is not silently turned into another character.
  test('refuses bytes that are not UTF-8', () => {
    const body = Buffer.from([0x22, 0xff, 0x22])

    expect(() => parseStrictJson(body)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    )
  })
})
