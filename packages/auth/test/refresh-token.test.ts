import { randomBytes, randomUUID } from 'node:crypto'

import { createKeyring, type KeyringEntry } from '@latchkey/core'
import { describe, expect, test } from 'vitest'

import {
  formatRefreshToken,
  newSalt,
  newSecret,
  parseRefreshToken,
  secretHash,
  successorSecret,
  type RefreshToken,
} from '../src/refresh-token.ts'
import { NEW_SECRET, SECRET } from './harness.ts'

const keyring = createKeyring([SECRET])
const entry = keyring.current

function newToken(): RefreshToken {
  return { sessionId: randomUUID(), generation: 1, secret: newSecret() }
}

describe('the text of a refresh token', () => {
  test('says which session, which generation and the secret', () => {
    const token = { ...newToken(), generation: 4_294_967_295 }

    const text = formatRefreshToken(token, entry)

    expect(text).toMatch(/^lkr_[\w-]{86}$/)
    expect(parseRefreshToken(text, keyring)).toEqual(token)
  })

  // Guarantee: nothing but exactly what we issued is recognised, so a made-up one has no effect.
  test('is recognised in one spelling only', () => {
    const text = formatRefreshToken(newToken(), entry)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const spellings = [
      text.slice(0, -1),
      `${text}A`,
      `${text}=`,
      ` ${text}`,
      text.toUpperCase(),
      '',
    ]
    for (const [at, char] of Array.from(text).entries()) {
      for (const other of alphabet.replace(char, '')) {
        spellings.push(text.slice(0, at) + other + text.slice(at + 1))
      }
    }

    expect(spellings.filter((spelling) => parseRefreshToken(spelling, keyring))).toEqual([])
    expect(spellings.length).toBeGreaterThan(5000)
  })

  test('of another installation is not ours', () => {
    const text = formatRefreshToken(newToken(), createKeyring([NEW_SECRET]).current)

    expect(parseRefreshToken(text, keyring)).toBeUndefined()
  })

  // The tag must come from the key that the token names, not from any that we have.
  test('is bound to the key it names', () => {
    const both = createKeyring([NEW_SECRET, SECRET])
    const bytes = Buffer.from(formatRefreshToken(newToken(), entry).slice(4), 'base64url')
    bytes.write(both.current.id, 'hex')

    expect(parseRefreshToken(`lkr_${bytes.toString('base64url')}`, both)).toBeUndefined()
  })

  test('made under any secret of the keyring is ours', () => {
    const token = newToken()

    const both = createKeyring([NEW_SECRET, SECRET])

    expect(parseRefreshToken(formatRefreshToken(token, entry), both)).toEqual(token)
  })
})

describe('the secret of the successor', () => {
  // Guarantee: everybody who presents the same token gets the same successor.
  test('follows from token, salt and key', () => {
    const token = newToken()
    const salt = newSalt()

    const secrets = [1, 2, 3].map(() => successorSecret({ ...token }, Buffer.from(salt), entry))

    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1)
    expect(secrets[0]).toHaveLength(32)
  })

  // Guarantee: two of the three are worth nothing without the third.
  test('changes with each of them', () => {
    const token = newToken()
    const salt = newSalt()
    const otherEntry: KeyringEntry = createKeyring([NEW_SECRET]).current

    const secrets = [
      successorSecret(token, salt, entry),
      successorSecret({ ...token, secret: newSecret() }, salt, entry),
      successorSecret({ ...token, generation: 2 }, salt, entry),
      successorSecret({ ...token, sessionId: randomUUID() }, salt, entry),
      successorSecret(token, newSalt(), entry),
      successorSecret(token, salt, otherEntry),
    ]

    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(6)
  })

  // Guarantee: the row of the session, with all its hashes, does not contain it.
  test('is not what the row keeps', () => {
    const token = newToken()
    const salt = newSalt()
    const successor = successorSecret(token, salt, entry)

    for (const kept of [secretHash(token.secret), secretHash(successor), salt]) {
      expect(kept.equals(successor)).toBe(false)
    }
  })
})

describe('secrets', () => {
  // 96: they come from a generator made for secrets, and so do the successors.
  test('96 of 100,000 tokens are unique and flat', () => {
    const first = Array.from({ length: 50_000 }, newSecret)
    const salt = newSalt()
    const session = { sessionId: randomUUID(), generation: 1 }
    const successors = first.map((secret) => successorSecret({ ...session, secret }, salt, entry))
    const secrets = [...first, ...successors]

    const texts = new Set(
      secrets.map((secret) => formatRefreshToken({ ...session, secret }, entry)),
    )

    expect(texts.size).toBe(100_000)
    for (const half of [first, successors]) {
      expect(chiSquare(Buffer.concat(half))).toBeLessThan(FLAT)
      for (let at = 0; at < 32; at += 1) {
        const place = Buffer.from(half.map((secret) => secret.readUInt8(at)))
        expect(chiSquare(place)).toBeLessThan(FLAT)
      }
    }
    // The measure itself: the bytes of a counter are not flat.
    expect(chiSquare(Buffer.concat([randomBytes(50_000), Buffer.alloc(2000)]))).toBeGreaterThan(
      FLAT,
    )
  })
})

/** Chi-square of 256 equally likely values exceeds this once in 10^12 times. */
const FLAT = 450

function chiSquare(bytes: Buffer): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  const expected = bytes.length / 256
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}
