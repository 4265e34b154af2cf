import { randomBytes } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import { createKeyring, decodeCursor, encodeCursor } from '../src/index.ts'

const [OLD, NEW] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
const keyring = createKeyring([OLD])

const REFUSED = expect.objectContaining({
  code: 'INVALID_REQUEST',
  options: { errors: [expect.objectContaining({ pointer: '/query/cursor' })] },
})

const ANY = /^/

describe('a cursor', () => {
  test.for([[[]], [['a']], [['2026-01-01T00:00:00.000001Z', 'ü\0"']]])(
    'gives back %j',
    ([values = []]) => {
      const cursor = encodeCursor(keyring, 'users', values)

      expect(cursor).toMatch(/^[\w-]+$/)
      expect(
        decodeCursor(
          keyring,
          'users',
          cursor,
          values.map(() => ANY),
        ),
      ).toEqual(values)
    },
  )

  // Guarantee: where one list stopped says nothing about another, or about that of somebody else.
  test.for(['sessions', 'user', 'users/1', ''])('is no cursor of the list %j', (list) => {
    const cursor = encodeCursor(keyring, 'users', ['a'])

    expect(() => decodeCursor(keyring, list, cursor, [ANY])).toThrow(REFUSED)
  })

  test('cannot be changed or made up', () => {
    const cursor = encodeCursor(keyring, 'users', ['abc'])
    const bytes = Buffer.from(cursor, 'base64url')
    const changed = Array.from(bytes, (byte, at) => Buffer.from(bytes).fill(byte ^ 1, at, at + 1))
    const cut = Array.from(bytes, (_, length) => bytes.subarray(0, length))

    for (const forged of [...changed, ...cut, Buffer.concat([bytes, bytes])]) {
      const text = forged.toString('base64url')
      expect(() => decodeCursor(keyring, 'users', text, [ANY]), text).toThrow(REFUSED)
    }
  })

  test('is read by all secrets of the keyring, and only those', () => {
    const cursor = encodeCursor(keyring, 'users', ['a'])

    expect(decodeCursor(createKeyring([NEW, OLD]), 'users', cursor, [ANY])).toEqual(['a'])
    expect(() => decodeCursor(createKeyring([NEW]), 'users', cursor, [ANY])).toThrow(REFUSED)
  })
})
