import type { AuthResult, TokenResult } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { decode } from './jws.ts'

const SIGN_INS = 300
/** Chi-square of 256 equally likely values exceeds this once in 10^12 times. */
const FLAT = 450

// That 100,000 refresh tokens are unique and flat is shown where they are made, in
// packages/auth/test/refresh-token.test.ts. Here they come from the server.
describe('96 secrets come from a generator made for secrets', () => {
  test('96 every token is new, and every byte of its secret is random', async ({
    call,
    signUp,
  }) => {
    const { user, refreshToken } = await signUp()
    const signedIn = await collect(SIGN_INS, async (): Promise<AuthResult> => {
      const body = { email: user.email, password: PASSWORD }
      return (await call('POST', '/api/auth/login', { body })).json()
    })
    const chain: string[] = []
    for (let next = refreshToken; chain.length < SIGN_INS;) {
      const response = await call('POST', '/api/auth/refresh', { body: { refreshToken: next } })
      const { refreshToken: successor }: TokenResult = response.json()
      chain.push(successor)
      next = successor
    }

    const kinds = {
      'first refresh tokens': signedIn.map((result) => secretOf(result.refreshToken)),
      successors: chain.map(secretOf),
      'device tokens': signedIn.map(({ deviceToken }) => bytesOf(deviceToken)),
    }
    for (const [kind, secrets] of Object.entries(kinds)) {
      expect([kind, new Set(secrets.map((secret) => secret.toString('hex'))).size]).toEqual([
        kind,
        SIGN_INS,
      ])
      // At least 128 bits; here it is twice as many.
      expect([kind, new Set(secrets.map(({ length }) => length))]).toEqual([kind, new Set([32])])
      expect([kind, chiSquare(Buffer.concat(secrets))]).toEqual([kind, below(FLAT)])
      // A UUID in disguise has places that never change.
      const places = Array.from({ length: 32 }, (_, at) =>
        chiSquare(Buffer.from(secrets.map((secret) => secret[at] ?? 0))),
      )
      expect([kind, Math.max(...places)]).toEqual([kind, below(FLAT)])
    }
    const ids = signedIn.map(({ accessToken }) => decode(accessToken, 1)['jti'])
    expect(new Set(ids).size).toBe(SIGN_INS)
  })

  // What is known of a session, from its tokens or a log, must not contain or make its secret.
  test('96 no identifier is part of a secret', async ({ signUp }) => {
    const { session, user, accessToken, refreshToken, deviceToken } = await signUp()
    const ids = [session.id, user.id, String(decode(accessToken, 1)['jti'])]

    for (const secret of [secretOf(refreshToken), bytesOf(deviceToken)]) {
      for (const id of ids) {
        expect(secret.includes(Buffer.from(id.replaceAll('-', ''), 'hex'))).toBe(false)
        expect(secret.includes(id)).toBe(false)
      }
    }
  })
})

/** After key id, session id and generation; before the tag. */
function secretOf(refreshToken: string): Buffer {
  return bytesOf(refreshToken).subarray(24, 56)
}

function bytesOf(token: string): Buffer {
  return Buffer.from(token.slice(4), 'base64url')
}

function chiSquare(bytes: Buffer): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  const expected = bytes.length / 256
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function below(limit: number) {
  return expect.toSatisfy((value: number) => value < limit, `is below ${limit}`)
}

/** Calls `make` in groups, so that the queue of the hasher is never full. */
async function collect<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = []
  while (made.length < count) made.push(...(await Promise.all(Array.from({ length: 10 }, make))))
  return made
}
