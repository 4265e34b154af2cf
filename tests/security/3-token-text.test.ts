import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect } from 'vitest'

import { test } from './forging.ts'

interface JwsVectors {
  key: { kty: string; crv: string; x: string; y: string; kid: string }
  tests: { tcId: number; comment: string; result: 'valid' | 'invalid'; jws: string }[]
}

interface SignatureVectors {
  groups: {
    key: string
    tests: { tcId: number; comment: string; result: string; msg: string; sig: string }[]
  }[]
}

const jws: JwsVectors = read('wycheproof-jws.json')
const signatures: SignatureVectors = read('wycheproof-p1363.json')

describe('3 vectors of Wycheproof', () => {
  // Their valid tokens are refused as well: they are no access tokens of ours.
  test('3 no token of theirs is accepted, even while their key is trusted', async ({
    app,
    statusOf,
  }) => {
    const { kid } = jws.key
    app.latchkey.verificationKeys.replace([{ kid, pem: publicPem(jws.key) }])

    const accepted: string[] = []
    for (const { tcId, comment, jws: token } of jws.tests) {
      const status = await statusOf(token)
      if (status !== '401 TOKEN_INVALID') accepted.push(`${tcId} ${comment}: ${status}`)
    }

    expect(accepted).toEqual([])
  })

  // Broken verifiers take these whatever was signed (r = 0 and s = 0: CVE-2022-21449).
  test('3 no special signature fits an access token', async ({ user, statusOf }) => {
    const input = user.accessToken.slice(0, user.accessToken.lastIndexOf('.'))
    const special = [
      ...jws.tests.map(({ jws: token }) => token.split('.')[2] ?? ''),
      ...signatures.groups.flatMap(({ tests }) =>
        tests.map(({ sig }) => Buffer.from(sig, 'hex').toString('base64url')),
      ),
    ]

    const answers = new Set<string>()
    for (const signature of special) answers.add(await statusOf(`${input}.${signature}`))

    expect([...answers]).toEqual(['401 TOKEN_INVALID'])
    expect(special.length).toBeGreaterThan(150)
  })

  // The messages are no tokens, so this is the check that verification ends in, without the rest.
  test('3 signatures verify exactly if they are valid', () => {
    const wrong: string[] = []
    for (const { key, tests } of signatures.groups) {
      for (const { tcId, comment, result, msg, sig } of tests) {
        const isValid = verifies(Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex'), toJwk(key))
        if (isValid !== (result === 'valid')) wrong.push(`${tcId} ${comment}`)
      }
    }
    const es256 = jws.tests.filter(({ jws: token }) => token.startsWith('eyJhbGciOiJFUzI1NiIs'))
    for (const { tcId, comment, result, jws: token } of es256) {
      const at = token.lastIndexOf('.')
      const signature = Buffer.from(token.slice(at + 1), 'base64url')
      const isValid = verifies(Buffer.from(token.slice(0, at)), signature, jws.key)
      // Theirs is invalid because the key is meant for encryption; the signature is right.
      if (comment !== 'rejectWrongKeyOps' && isValid !== (result === 'valid')) {
        wrong.push(`${tcId} ${comment}`)
      }
    }

    expect(wrong).toEqual([])
  })
})

describe('3 the text of a token', () => {
  test('3 no character can be replaced', async ({ user, statusOf }) => {
    const token = user.accessToken

    const accepted: string[] = []
    for (const [at, char] of Array.from(token).entries()) {
      for (const other of [flip(char), '=']) {
        const status = await statusOf(token.slice(0, at) + other + token.slice(at + 1))
        if (status !== '401 TOKEN_INVALID') accepted.push(`${other} at ${at}: ${status}`)
      }
    }

    expect(accepted).toEqual([])
  })

  test('3 no character can be added or left out', async ({ user, statusOf }) => {
    const token = user.accessToken

    const accepted: string[] = []
    for (let at = 0; at <= token.length; at += 1) {
      const [before, after] = [token.slice(0, at), token.slice(at)]
      // Spaces before the token belong to the header (RFC 9110, section 11.4).
      const added = ['=', ...(at === 0 ? ['.', 'A', '\t', '\u00A0'] : [' ', RARER.charAt(at % 4)])]
      const texts = added.map((char) => before + char + after)
      if (at > 0) texts.push(before.slice(0, -1) + after)
      for (const text of texts) {
        const status = await statusOf(text)
        if (status !== '401 TOKEN_INVALID') accepted.push(`${JSON.stringify(text)}: ${status}`)
      }
    }

    expect(accepted).toEqual([])
  })

  // 64 bytes leave four bits of the last character unused: sixteen texts decode to one signature.
  test('3 the last character of a segment has one spelling', async ({ user, statusOf }) => {
    const segments = user.accessToken.split('.')
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

    const accepted: string[] = []
    for (const [index, segment] of segments.entries()) {
      for (const char of alphabet.replace(segment.at(-1) ?? '', '')) {
        const other = segments.with(index, segment.slice(0, -1) + char).join('.')
        const status = await statusOf(other)
        if (status !== '401 TOKEN_INVALID') accepted.push(`${char} in ${index}: ${status}`)
      }
    }

    expect(accepted).toEqual([])
  })

  test('3 padding, other alphabets and other serialisations are refused', async ({
    user,
    statusOf,
  }) => {
    const token = user.accessToken
    const [header = '', payload = '', signature = ''] = token.split('.')
    const padded = [header, payload, signature].map((part) =>
      part.padEnd(Math.ceil(part.length / 4) * 4, '='),
    )
    const texts = [
      padded.join('.'),
      token.replaceAll('-', '+').replaceAll('_', '/').concat('=='),
      encodeURIComponent(token).replaceAll('.', '%2E'),
      `"${token}"`,
      `${token},${token}`,
      `${token}.${token}`,
      JSON.stringify({ protected: header, payload, signature }),
      `${header}.${payload}`,
      `${header}.${payload}.`,
      `${header}..${signature}`,
      `.${payload}.${signature}`,
      `${header}.${payload}.${signature}.${signature}.${signature}`,
      '.'.repeat(100_000),
      'A'.repeat(1_000_000),
      `${header}.${'A'.repeat(1_000_000)}.${signature}`,
    ]

    const answers = new Set<string>()
    for (const text of texts) answers.add(await statusOf(text))

    expect([...answers]).toEqual(['401 TOKEN_INVALID'])
    expect(await statusOf(token)).toBe('200 OK')
  })
})

/** One of them at each place is enough. */
const RARER = '.A\t\u00A0'

/** Another character of the alphabet that differs in the highest bit it stands for. */
function flip(char: string): string {
  if (char === '.') return 'A'
  return char === 'g' ? 'A' : 'g'
}

function verifies(message: Buffer, signature: Buffer, jwk: object): boolean {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

function publicPem(jwk: object): string {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

/** From the uncompressed point, in hex. */
function toJwk(point: string) {
  const [x, y] = [point.slice(2, 66), point.slice(66)].map((half) =>
    Buffer.from(half, 'hex').toString('base64url'),
  )
  return { kty: 'EC', crv: 'P-256', x, y }
}

function read(name: string) {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'vectors', name), 'utf8'))
}
