import { describe, expect, test } from 'vitest'

import { checkProfile } from '../src/profile.ts'

const refusal = (message: string) =>
  expect.objectContaining({
    code: 'INVALID_REQUEST',
    options: expect.objectContaining({ errors: [{ pointer: '/body/profile', message }] }),
  })

describe('checkProfile', () => {
  test.each([
    ['nothing', {}],
    ['values of all kinds', { a: null, b: true, c: 1.5, d: 'x', e: [1, { f: [] }] }],
    ['a backslash before u0000', { a: String.raw`\u0000` }],
    ['two of them', { a: String.raw`\\u0000` }],
    ['control characters', { a: '\u0001\u001f\u007f' }],
    ['any script', { имя: 'Ада', 名前: 'エイダ' }],
  ])('accepts %s as it is', (_, profile) => {
    expect(checkProfile(profile)).toBe(profile)
  })

  // Guarantee: bytes of UTF-8 are what counts, the member names included.
  test.each([
    ['ASCII', 'a', 8192 - '{"a":""}'.length],
    ['two-byte letters', 'ö', (8192 - '{"a":""}'.length) / 2],
  ])('accepts 8,192 bytes of %s and no more', (_, letter, count) => {
    expect(() => checkProfile({ a: letter.repeat(count) })).not.toThrow()
    expect(() => checkProfile({ a: letter.repeat(count + 1) })).toThrow(
      refusal('must not exceed 8192 bytes'),
    )
    expect(() => checkProfile({ [letter.repeat(count + 1)]: 'a' })).toThrow(
      refusal('must not exceed 8192 bytes'),
    )
  })

  // PostgreSQL cannot keep them in jsonb; it would answer with an error.
  test.each([
    ['a value', { a: 'x\0y' }],
    ['a name', { 'x\0y': 1 }],
    ['something deep inside', { a: [{ b: ['\0'] }] }],
    ['a value after a backslash', { a: '\\\0' }],
    ['a value after two backslashes', { a: '\\\\\0' }],
  ])('refuses NUL characters in %s', (_, profile) => {
    expect(() => checkProfile(profile)).toThrow(refusal('must not contain NUL characters'))
  })
})
