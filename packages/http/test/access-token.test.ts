import { generateKeyPairSync, sign as signBytes } from 'node:crypto'

import { describe, expect } from 'vitest'

import { CLAIMS, ISSUER, LIFETIME, newSigningKey, NOW, test } from './harness.ts'

const refused = (code: string) => expect.objectContaining({ name: 'Problem', code })

describe('access tokens', () => {
  // RFC 9068, section 2.
  test('carry the claims of the profile', ({ harness: { sign } }) => {
    const [header, payload] = sign()
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))

    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1' })
    expect(payload).toEqual({
      ...CLAIMS,
      iss: ISSUER,
      aud: ['https://api.example.test', ISSUER],
      iat: NOW / 1000,
      exp: NOW / 1000 + LIFETIME,
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
    })
  })

  test('name the user, the session and his permissions', ({ harness: { sign, tokens } }) => {
    const principal = tokens.verify(sign())

    expect(principal).toMatchObject({
      kind: 'session',
      userId: CLAIMS.sub,
      sessionId: CLAIMS.sid,
      generation: 1,
      role: 'user',
      authenticatedAt: NOW / 1000,
    })
    expect([...principal.permissions]).toEqual(['orders:read'])
  })

  test('expire to the second, whatever was verified before', ({ harness }) => {
    const { sign, tokens, clock } = harness
    const token = sign()
    tokens.verify(token)

    clock.advance(LIFETIME * 1000 - 1)
    expect(tokens.verify(token).userId).toBe(CLAIMS.sub)
    clock.advance(1)
    expect(() => tokens.verify(token)).toThrow(refused('TOKEN_EXPIRED'))
  })

  test('may be issued by a clock 60 s ahead, not more', ({ harness: { sign, tokens, clock } }) => {
    const token = sign()

    clock.advance(-60_000)
    expect(tokens.verify(token).userId).toBe(CLAIMS.sub)
  })

  test('from a clock further ahead are refused', ({ harness: { sign, tokens, clock } }) => {
    const token = sign()
    clock.advance(-61_000)

    expect(() => tokens.verify(token)).toThrow(refused('TOKEN_INVALID'))
  })

  // Otherwise setting a clock back by an hour would give known tokens another hour.
  test('are judged anew by a clock that was set back', ({ harness: { sign, tokens, clock } }) => {
    const token = sign()
    tokens.verify(token)

    clock.advance(-61_000)
    expect(() => tokens.verify(token)).toThrow(refused('TOKEN_INVALID'))
    clock.advance(1_000)
    expect(tokens.verify(token).userId).toBe(CLAIMS.sub)
  })

  test('die with their session up to the revoked generation', ({ harness }) => {
    const { sign, tokens, revocations } = harness
    const [first, second] = [sign({ gen: 1 }), sign({ gen: 2 })]
    tokens.verify(first)
    const entry = { kind: 'session', subject: CLAIMS.sid, upTo: 1 } as const

    revocations.add({ ...entry, effect: 'revoked', expiresAt: NOW + 1 })

    expect(() => tokens.verify(first)).toThrow(refused('SESSION_REVOKED'))
    expect(tokens.verify(second).generation).toBe(2)
  })

  test('ask for a refresh when their rights are stale', ({ harness }) => {
    const { sign, tokens, revocations } = harness
    const entry = { kind: 'session', subject: CLAIMS.sid, upTo: 1 } as const

    revocations.add({ ...entry, effect: 'stale', expiresAt: NOW + 1 })

    expect(() => tokens.verify(sign())).toThrow(refused('TOKEN_EXPIRED'))
  })

  test('die with their key, also when they were verified before', ({ harness }) => {
    const { sign, tokens, keys } = harness
    const token = sign()
    tokens.verify(token)

    keys.replace([newSigningKey('key-2')])

    expect(() => tokens.verify(token)).toThrow(refused('TOKEN_INVALID'))
  })

  test('name their session for signing out when they have expired', ({ harness }) => {
    const { sign, tokens, clock } = harness
    const token = sign()
    clock.advance(LIFETIME * 2000)

    expect(tokens.identify(token).sessionId).toBe(CLAIMS.sid)
  })

  // The pair that @fastify/jwt is registered with must never be a way in.
  test('signed by any other key are refused', ({ harness: { tokens, signingKey } }) => {
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const header = { alg: 'ES256', typ: 'at+jwt', kid: signingKey.kid }
    const payload = { ...CLAIMS, iss: ISSUER, aud: [ISSUER], iat: NOW / 1000, exp: NOW, jti: 'x' }
    const input = [header, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const signature = signBytes('sha256', Buffer.from(input), {
      key: stranger,
      dsaEncoding: 'ieee-p1363',
    })

    const forge = () => tokens.verify(`${input}.${signature.toString('base64url')}`)

    expect(forge).toThrow(refused('TOKEN_INVALID'))
  })
})
