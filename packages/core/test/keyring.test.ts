import { createKeyring } from '@latchkey/core'
import { describe, expect, test } from 'vitest'

const OLD = 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM'
const NEW = 'uE6nQ0wYb2KtR8hVzM4dXfS1jLc7PaG9oTiNyCsBkJU'
const TEXT = 'a private key, in JSON: {"d":"…"} ✓'

const unavailable = expect.objectContaining({ name: 'Problem', code: 'UNAVAILABLE' })

describe('a keyring', () => {
  test('decrypts what it encrypted', () => {
    const keyring = createKeyring([OLD])

    for (const text of [TEXT, '', '\0', 'x'.repeat(100_000)]) {
      expect(keyring.decrypt(keyring.encrypt(text, 'rows/1'), 'rows/1')).toBe(text)
    }
  })

  // Guarantee: equal texts are not recognised as equal, and no initialisation vector comes twice.
  test('never encrypts a text the same way twice', () => {
    const keyring = createKeyring([OLD])

    const texts = Array.from({ length: 1000 }, () => keyring.encrypt(TEXT, 'rows/1'))

    expect(new Set(texts.map((text) => text.split('.')[2])).size).toBe(1000)
    expect(texts.filter((text) => text.includes(TEXT))).toEqual([])
  })

  // Guarantee: somebody who can write the database cannot move a secret to another row.
  test('decrypts a text only for what it was encrypted for', () => {
    const keyring = createKeyring([OLD])
    const sealed = keyring.encrypt(TEXT, 'signing_keys/1')

    for (const context of ['signing_keys/2', 'signing_keys', 'signing_keys/1 ', '']) {
      expect(() => keyring.decrypt(sealed, context)).toThrow()
    }
  })

  // Guarantee: AES-GCM takes tags of 4 bytes if it is let; a shortened one is easy to guess.
  test('refuses a text that was changed or cut', () => {
    const keyring = createKeyring([OLD])
    const sealed = keyring.encrypt('text', 'rows/1')
    const [format = '', id = '', ...parts] = sealed.split('.')
    const changed = parts.flatMap((part, index) => {
      const bytes = Buffer.from(part, 'base64url')
      const flipped = Array.from(bytes, (byte, at) => {
        const copy = Buffer.from(bytes)
        copy.writeUInt8(byte ^ 1, at)
        return copy
      })
      const cut = Array.from(bytes, (_, length) => bytes.subarray(0, length))
      const longer = Buffer.concat([bytes, Buffer.of(0)])
      return [...flipped, ...cut, longer].map((other) =>
        [format, id, ...parts.with(index, other.toString('base64url'))].join('.'),
      )
    })

    expect(changed.filter((text) => isDecrypted(text))).toEqual([])
    expect(isDecrypted(sealed)).toBe(true)

    function isDecrypted(text: string): boolean {
      try {
        keyring.decrypt(text, 'rows/1')
        return true
      } catch {
        return false
      }
    }
  })

  // Guarantee: a process with the wrong secrets says so, and never that the data is bad.
  test('that lacks the secret is unavailable', () => {
    const sealed = createKeyring([OLD]).encrypt(TEXT, 'rows/1')

    expect(() => createKeyring([NEW]).decrypt(sealed, 'rows/1')).toThrow(unavailable)
    expect(createKeyring([NEW]).find(createKeyring([OLD]).current.id)).toBeUndefined()
  })

  test('refuses what it did not make', () => {
    const keyring = createKeyring([OLD])
    const { id } = keyring.current

    for (const text of ['', 'plain', 'v2', `v2.${id}.a.b.c`, `v1.${id}`, `v1.${id}.AAAA.AAAA`]) {
      expect(() => keyring.decrypt(text, 'rows/1')).toThrow()
    }
  })

  test('needs secrets', () => {
    expect(() => createKeyring([''])).toThrow('A secret is empty')
    expect(() => createKeyring([OLD, ' '])).toThrow('A secret is empty')
  })
})

describe('replacing a secret', () => {
  const steps = {
    before: createKeyring([OLD]),
    first: createKeyring([OLD, NEW]),
    second: createKeyring([NEW, OLD]),
    after: createKeyring([NEW]),
  }

  // Guarantee: processes of two neighbouring steps run side by side, and each reads all.
  test('leaves every text readable, step by step', () => {
    const { before, first, second, after } = steps
    const neighbours = [
      [before, first],
      [first, second],
      [second, after],
    ] as const

    for (const [one, other] of neighbours) {
      expect(other.decrypt(one.encrypt(TEXT, 'rows/1'), 'rows/1')).toBe(TEXT)
      expect(one.decrypt(other.encrypt(TEXT, 'rows/1'), 'rows/1')).toBe(TEXT)
    }
    // This is why it takes three steps.
    expect(() => before.decrypt(second.encrypt(TEXT, 'rows/1'), 'rows/1')).toThrow(unavailable)
  })

  test('writes with the first secret of the list', () => {
    const { before, first, second, after } = steps

    expect(first.current.id).toBe(before.current.id)
    expect(second.current.id).toBe(after.current.id)
    expect(first.encrypt(TEXT, 'rows/1').split('.')[1]).toBe(before.current.id)
    expect(second.encrypt(TEXT, 'rows/1').split('.')[1]).toBe(after.current.id)
  })

  test('loses what the dropped secret encrypted, and nothing else', () => {
    const { before, second, after } = steps

    expect(() => after.decrypt(before.encrypt(TEXT, 'rows/1'), 'rows/1')).toThrow(unavailable)
    expect(after.decrypt(second.encrypt(TEXT, 'rows/1'), 'rows/1')).toBe(TEXT)
  })
})

describe('keys', () => {
  test('are the same in every process with the secret', () => {
    const [one, other] = [createKeyring([OLD]).current, createKeyring([OLD]).current]

    expect(one.id).toBe(other.id)
    expect(one.key('refresh').equals(other.key('refresh'))).toBe(true)
  })

  // Guarantee: a key that leaks tells nothing about another one, nor about the secret.
  test('of two purposes or two secrets have nothing in common', () => {
    const entries = [createKeyring([OLD]).current, createKeyring([NEW]).current]
    const keys = entries
      .flatMap((entry) => [entry.key('refresh'), entry.key('encryption')])
      .map((key) => key.export())

    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(4)
    expect(new Set(keys.map((key) => key.length))).toEqual(new Set([32]))
    for (const { id } of entries) {
      expect(id).toMatch(/^[\da-f]{8}$/)
      expect(keys.some((key) => key.toString('hex').includes(id))).toBe(false)
    }
  })
})
