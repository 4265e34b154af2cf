import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

import type { PublicKey } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { test } from './forging.ts'
import { hmac, type Signer } from './jws.ts'

const UNSIGNED: Signer = () => Buffer.alloc(0)

describe('1 only ES256 under a key of the server verifies', () => {
  test('1 the unchanged token is accepted', async ({ forge, statusOf }) => {
    expect(await statusOf(forge())).toBe('200 OK')
  })

  // The public key is public: whoever may choose HMAC may sign.
  test('1 no form of the public key is an HMAC secret', async ({ forge, statusOf, publicKey }) => {
    const secrets = { ...encodings(publicKey), empty: '' }

    const accepted: string[] = []
    for (const [name, secret] of Object.entries(secrets)) {
      for (const bits of [256, 384, 512] as const) {
        for (const header of headersFor(`HS${bits}`)) {
          const status = await statusOf(forge({ header, signer: hmac(bits, secret) }))
          if (status !== '401 TOKEN_INVALID') accepted.push(`HS${bits} ${name}: ${status}`)
        }
      }
    }

    expect(accepted).toEqual([])
    expect(Object.keys(secrets).length).toBeGreaterThan(20)
  })

  test('1 none is no algorithm in any letter case', async ({ forge, statusOf, user }) => {
    const genuine = Buffer.from(user.accessToken.split('.')[2] ?? '', 'base64url')
    const signers = [UNSIGNED, () => genuine, () => Buffer.alloc(64)]

    const answers = new Set<string>()
    for (const alg of [...letterCases('none'), '', ' none', 'none ', null, undefined]) {
      for (const header of headersFor(alg)) {
        for (const signer of signers) answers.add(await statusOf(forge({ header, signer })))
      }
    }

    expect([...answers]).toEqual(['401 TOKEN_INVALID'])
  })

  test('1 no other algorithm verifies, whoever holds the key', async ({ forge, statusOf }) => {
    const accepted: string[] = []
    for (const [alg, signer] of Object.entries(strangers())) {
      for (const name of [alg, 'ES256']) {
        for (const header of headersFor(name)) {
          const status = await statusOf(forge({ header, signer }))
          if (status !== '401 TOKEN_INVALID') accepted.push(`${alg} as ${name}: ${status}`)
        }
      }
    }

    expect(accepted).toEqual([])
  })

  test('1 the name of the algorithm is exact', async ({ forge, statusOf }) => {
    const names = [
      'es256',
      'Es256',
      'ES256 ',
      'ES256\0',
      'ES256K',
      'ES384',
      ['ES256'],
      { 0: 'ES256' },
    ]

    const answers = new Set<string>()
    for (const alg of names) answers.add(await statusOf(forge({ header: { alg } })))

    expect([...answers]).toEqual(['401 TOKEN_INVALID'])
  })
})

/** Headers that differ from the genuine one in the algorithm, and in what may decide with it. */
function headersFor(alg: unknown): Record<string, unknown>[] {
  return [{ alg }, { alg, kid: undefined }, { alg, typ: 'JWT' }, { alg, typ: undefined }]
}

/** What an attacker can make of a key that he reads at /.well-known/jwks.json. */
function encodings(jwk: PublicKey): Record<string, string | Buffer> {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  const pem = key.export({ type: 'spki', format: 'pem' }).toString()
  const der = key.export({ type: 'spki', format: 'der' })
  const { kty, crv, x, y } = jwk
  const point = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  const json = JSON.stringify(jwk)
  return {
    PEM: pem,
    'PEM without final newline': pem.trimEnd(),
    'PEM with CRLF': pem.replaceAll('\n', '\r\n'),
    'PEM on one line': pem.replaceAll('\n', ''),
    'PEM after a space': ` ${pem}`,
    'PEM after a newline': `\n${pem}`,
    'PEM after a byte order mark': `\uFEFF${pem}`,
    'PEM after a NUL': `\0${pem}`,
    'PEM after a comment': `# key\n${pem}`,
    'body of the PEM': pem.replaceAll(/-----.+-----|\n/g, ''),
    DER: der,
    'DER in hex': der.toString('hex'),
    'DER in base64url': der.toString('base64url'),
    'DER after a NUL': Buffer.concat([Buffer.alloc(1), der]),
    point: point,
    'point, uncompressed': Buffer.concat([Buffer.of(4), point]),
    JWK: json,
    'JWK with a newline': `${json}\n`,
    'JWK after a space': ` ${json}`,
    'JWK, indented': JSON.stringify(jwk, null, 2),
    'JWK, members of the thumbprint': JSON.stringify({ crv, kty, x, y }),
    'JWK, exported': JSON.stringify(key.export({ format: 'jwk' })),
    'JWK set': JSON.stringify({ keys: [jwk] }),
    x: x,
    'x in bytes': Buffer.from(x, 'base64url'),
    kid: jwk.kid,
  }
}

/** Signers with keys of an attacker. */
function strangers(): Record<string, Signer> {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const ed25519 = generateKeyPairSync('ed25519').privateKey
  const pss = { padding: 6, saltLength: 32 }
  return {
    RS256: (input) => sign('sha256', Buffer.from(input), rsa),
    PS256: (input) => sign('sha256', Buffer.from(input), { key: rsa, ...pss }),
    EdDSA: (input) => sign(null, Buffer.from(input), ed25519),
    Ed25519: (input) => sign(null, Buffer.from(input), ed25519),
    ES256: elliptic('P-256', 'sha256'),
    ES256K: elliptic('secp256k1', 'sha256'),
    ES384: elliptic('P-384', 'sha384'),
    ES512: elliptic('P-521', 'sha512'),
  }
}

function elliptic(namedCurve: string, digest: string): Signer {
  const key: KeyObject = generateKeyPairSync('ec', { namedCurve }).privateKey
  return (input) => sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
}

/** `none`, `nonE`, … `NONE`. */
function letterCases(word: string): string[] {
  return Array.from({ length: 2 ** word.length }, (_, mask) =>
    Array.from(word, (char, at) => ((mask >> at) & 1 ? char.toUpperCase() : char)).join(''),
  )
}
