import { generateKeyPairSync } from 'node:crypto'

import Fastify, { type FastifyInstance } from 'fastify'
import { test as base } from 'vitest'

import {
  createAccessTokens,
  createJwt,
  createKeySet,
  createRevocationSet,
  http,
  notFound,
  Problem,
  type AccessTokenClaims,
} from '@latchkey/http'

export const ISSUER = 'https://auth.example.test'
export const NOW = Date.UTC(2026, 0, 1)

/** A signed-in user, as a token says it. */
export const CLAIMS: AccessTokenClaims = {
  sub: '01900000-0000-7000-8000-000000000001',
  sid: '01900000-0000-7000-8000-000000000002',
  gen: 1,
  role: 'user',
  scope: '',
  client_id: 'first-party',
  auth_time: NOW / 1000,
}

/** Of the roles in these tests. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  admin: ['*'],
  user: ['orders:read'],
  clerk: ['orders:*'],
}

/** Seconds. */
export const LIFETIME = 900

export interface Harness {
  app: FastifyInstance
  clock: { now(): number; advance(ms: number): void }
  keys: ReturnType<typeof createKeySet>
  revocations: ReturnType<typeof createRevocationSet>
  tokens: ReturnType<typeof createAccessTokens>
  signingKey: ReturnType<typeof newSigningKey>
  /** An access token with other claims than usual. */
  sign(claims?: Partial<AccessTokenClaims>): string
}

export function newSigningKey(kid = 'key-1') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { kid, privatePem: privateKey, pem: publicKey }
}

/** The plugin on a bare app, with real keys and a clock that stands still. */
export const test = base.extend('harness', async ({}, { onCleanup }): Promise<Harness> => {
  const app = Fastify()
  onCleanup(() => app.close())
  const clock = createClock()
  const keys = createKeySet()
  const signingKey = newSigningKey()
  keys.replace([signingKey])
  const revocations = createRevocationSet()
  const tokens = createAccessTokens({
    jwt: await createJwt(app),
    keys,
    revocations,
    clock,
    issuer: () => ISSUER,
    audience: () => ['https://api.example.test'],
    permissionsOf: (role) => new Set(PERMISSIONS[role]),
  })
  await app.register(notFound)
  await app.register(http, {
    verifiers: {
      accessToken: (token) => tokens.verify(token),
      apiKey: () => {
        throw new Problem('API_KEY_INVALID')
      },
    },
    clock,
    publicUrl: () => ISSUER,
    isUnavailable: (error) => error instanceof Error && error.message === 'connection lost',
    apiKeyPrefix: 'lk_',
  })
  const sign = (claims: Partial<AccessTokenClaims> = {}) =>
    tokens.sign({ ...CLAIMS, ...claims }, signingKey, LIFETIME)
  return { app, clock, keys, revocations, tokens, signingKey, sign }
})

function createClock() {
  let now = NOW
  return {
    now: () => now,
    advance(ms: number) {
      now += ms
    },
  }
}
