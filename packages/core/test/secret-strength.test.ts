import { randomBytes, randomInt } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'

import { assessSecret } from '../src/secret-strength.ts'

const ROOT = new URL('../../../', import.meta.url)

const COUNTER = Buffer.from(Array.from({ length: 32 }, (_, value) => value))
const PHRASE = Buffer.from('this is my very secret signing key')

const draw = (from: ArrayLike<string>, length: number) =>
  Array.from({ length }, () => from[randomInt(from.length)]).join('')

const SHORT = 'has fewer than 32 bytes'
const GUESSABLE = 'is not random enough and could be guessed'
const LEAKED = 'begins like a secret on a public list of leaked ones'

describe('strong secrets', () => {
  // Guarantee: nobody who follows the instructions is ever refused.
  test.each(['hex', 'base64', 'base64url'] as const)(
    'accepts 32 random bytes in %s',
    (encoding) => {
      const secrets = Array.from({ length: 10_000 }, () => randomBytes(32).toString(encoding))

      expect(secrets.filter((secret) => assessSecret(secret) !== undefined)).toEqual([])
    },
  )

  test('accepts other random texts', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
    const characters = Array.from({ length: 94 }, (_, code) => String.fromCharCode(33 + code))
    const secrets = Array.from({ length: 100 }, () => [
      randomBytes(64).toString('base64'),
      randomBytes(1024).toString('hex'),
      Buffer.from(randomBytes(32).toString('hex')).toString('base64'),
      `production-secret-${randomBytes(32).toString('hex')}`,
      ` ${randomBytes(32).toString('base64')}\n`,
      draw(letters, 40),
      draw(characters, 40),
    ]).flat()

    expect(secrets.filter((secret) => assessSecret(secret) !== undefined)).toEqual([])
  })
})

describe('weak secrets', () => {
  // Guarantee: length is counted in bytes, without white space around the secret.
  test.each([
    ['nothing', '', SHORT],
    ['white space', ' '.repeat(64), SHORT],
    ['31 bytes', 'kG7vQ2xN9pTzR4wB8mLcYd3sHfJ6uEa', SHORT],
    ['32 bytes', 'kG7vQ2xN9pTzR4wB8mLcYd3sHfJ6uEaW', undefined],
    ['31 bytes and a line feed', 'kG7vQ2xN9pTzR4wB8mLcYd3sHfJ6uEa\n', SHORT],
    ['31 characters of 32 bytes', 'kG7vQ2xN9pTzR4wB8mLcYd3sHfJ6uEä', undefined],
  ])('%s', (_, secret, reason) => {
    expect(assessSecret(secret)).toBe(reason)
  })

  test.each([
    'a'.repeat(64),
    'ab'.repeat(32),
    '0'.repeat(1000),
    '0123456789'.repeat(5),
    '9876543210'.repeat(5),
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'zyxwvutsrqponmlkjihgfedcba9876543210',
    '1234567890abcdef1234567890abcdef',
    'deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
    'qwertyuiopasdfghjklzxcvbnm1234567890',
    '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
    'aB3$aB3$aB3$aB3$aB3$aB3$aB3$aB3$aB3$',
    'changeme'.padEnd(32, 'x'),
    'changeme'.repeat(4),
    'change-me-change-me-change-me-change-me',
    'CHANGE_THIS_SECRET_IN_PRODUCTION_PLEASE',
    'please-change-this-secret-before-deploying!!',
    'replace-with-the-output-of-openssl-rand-base64-32',
    'your-256-bit-secret-your-256-bit-secret',
    'a-string-secret-at-least-256-bits-long',
    'my-super-secret-key-for-production-2024',
    'super-secret-jwt-token-with-at-least-32-characters-long',
    'supersecretsupersecretsupersecret',
    'thisisthesecretkeythatweusetosignourtokens',
    'NotSoSecretKeyForLocalDevelopment2024!',
    'development-secret-do-not-use-in-production',
    'P@ssw0rdP@ssw0rdP@ssw0rdP@ssw0rd',
    'latchkey-latchkey-latchkey-latchkey',
    'correct horse battery staple correct horse',
    'The quick brown fox jumps over the lazy dog.',
    'Lorem ipsum dolor sit amet, consectetur adipiscing elit',
  ])('refuses %j', (secret) => {
    expect(assessSecret(secret)).toBe(GUESSABLE)
  })

  // Guarantee: an encoding does not make a weak text strong.
  test.each([
    ['the bytes 0 to 31 in hex', COUNTER.toString('hex')],
    ['the bytes 0 to 31 in base64', COUNTER.toString('base64')],
    ['the bytes 0 to 31 in hex with 0x', `0x${COUNTER.toString('hex')}`],
    ['the bytes 0, 17, 34 and so on in hex', '00112233445566778899aabbccddeeff'.repeat(2)],
    ['a phrase in base64', PHRASE.toString('base64')],
    ['a phrase in base64url', PHRASE.toString('base64url')],
    ['a phrase in base64 in base64', Buffer.from(PHRASE.toString('base64')).toString('base64')],
    ['a phrase in hex', PHRASE.toString('hex')],
    ['a short text in base64', Buffer.from('kG7vQ2xN9pTzR4wB8mLcYd3s').toString('base64')],
    ['a leaked secret in hex', Buffer.from('hrjZTjqJOLtkMHqr52OiOF4EeFhgxFCD').toString('hex')],
  ])('refuses %s', (_, secret) => {
    expect(assessSecret(secret)).toMatch(/^is the encoding of a (?:sequence$|text that )/)
  })

  // Guarantee: an identifier is not taken for a secret.
  test.each([
    '7d444840-9dc0-11d1-b245-5ffdce74fad2',
    '0190A5C8-7D3B-7E4F-9A6B-1C2D3E4F5A6B',
    '{f81d4fae-7dec-41d0-a765-00a0c91e6bf6}',
  ])('refuses the UUID %s', (secret) => {
    expect(assessSecret(secret)).toBe('is a UUID, which identifies but does not protect')
  })
})

describe('leaked secrets', () => {
  const LISTED = [
    '16f8c0ef4a5d391b26034086c628469d3f9f497f08163ab9b40137092f2909ef',
    'r9iMKoe5CRMgvJBBtp4HrqN7QiPpUToj',
    'n2r5u8x/A%D*G-KaPdSgVkYp3s6v9y$B&E(H+MbQeThWmZq4t7w!z%C*F-J@NcRf',
    '%C*F-JaNdRgUkXp2s5v8y/B?E(G+KbPeShVmYq3t6w9z$C&J@McQfTjWnZr4u7x!',
    '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970',
    'FLIw+1GpCrGcu0XFvUHIwdrTlFdsOe2uEDkyBHgqzGc=',
    '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
    'pZTvJiRKEzXWa4DYNn2FNIxM4o/ndefyq4GzeunYICQ=',
    '17TKJ5LyCf14G5Ravea_hyyl6pHRMI0FF974uzIvi3o',
    'hrjZTjqJOLtkMHqr52OiOF4EeFhgxFCD',
    'zx8qaNifAmuR2lHe4N0G716ywEw9IF7V',
    'O7mzVJbE1IhtNqFdXn8yRpswAe9jYl6B',
  ]

  // Guarantee: what anybody can read on the public list does not start a server.
  test.each(LISTED)('refuses %s', (secret) => {
    expect(assessSecret(secret)).toBe(LEAKED)
  })

  // Guarantee: neither case nor anything put behind it makes a leaked secret unknown.
  test.each([
    ['upper case', (secret: string) => secret.toUpperCase()],
    ['lower case', (secret: string) => secret.toLowerCase()],
    ['something behind', (secret: string) => `${secret}-7Kp`],
    ['the last character missing', (secret: string) => `${secret.slice(0, -1)}=`],
    ['white space around', (secret: string) => `\t${secret} \n`],
  ])('refuses them with %s', (_, change) => {
    expect(LISTED.map((secret) => assessSecret(change(secret)))).toEqual(LISTED.map(() => LEAKED))
  })
})

describe('answers', () => {
  // Guarantee: the answer can be logged.
  test('never contain the secret', () => {
    const secrets = ['hunter2', 'hunter2'.repeat(8), 'r9iMKoe5CRMgvJBBtp4HrqN7QiPpUToj']

    for (const secret of secrets) {
      expect(assessSecret(secret)).toMatch(/^(?:has|is|begins) /)
      expect(assessSecret(secret)).not.toContain(secret.slice(0, 7))
    }
  })
})

describe('our documents', () => {
  // Guarantee: nobody can start a production server with a secret copied from our documents.
  test('show no secret that would be accepted', () => {
    const documents = globSync(
      ['*.md', 'docs/**/*.md', '{apps,packages,examples}/*/**/*.md', '{apps,examples}/**/.env*'],
      { cwd: ROOT, exclude: (name) => name === 'node_modules' || name === 'dist' },
    )
    const samples = documents.flatMap((path) =>
      Array.from(
        readFileSync(new URL(path, ROOT), 'utf8').matchAll(
          /\b(?:AUTH_SECRET\s*[:=]|secrets?:)\s*\[?\s*["'`]?(?![$<]|process\b)([^\s"'`,\])]+)/g,
        ),
        ([, value = '']) => value,
      ),
    )

    expect(samples.filter((sample) => assessSecret(sample) === undefined)).toEqual([])
  })
})
