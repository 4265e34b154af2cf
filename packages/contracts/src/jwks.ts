import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'

export const PublicKey = Type.Object(
  {
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    x: Type.String(),
    y: Type.String(),
    kid: Type.String(),
    use: Type.Literal('sig'),
    alg: Type.Literal('ES256'),
  },
  {
    title: 'PublicKey',
    description: 'A key that verifies signatures (RFC 7517).',
    additionalProperties: false,
  },
)
export type PublicKey = Static<typeof PublicKey>

export const JsonWebKeySet = Type.Object(
  { keys: Type.Array(PublicKey) },
  {
    title: 'JsonWebKeySet',
    description: 'The keys that are valid now (RFC 7517, section 5).',
    additionalProperties: false,
  },
)
export type JsonWebKeySet = Static<typeof JsonWebKeySet>

export const jwks = defineOperation({
  operationId: 'jwks',
  method: 'GET',
  url: '/.well-known/jwks.json',
  security: 'public',
  sdk: 'keys.list',
  cacheControl: 'public, max-age=300',
  schema: {
    summary: 'The public keys that verify access tokens (RFC 7517)',
    tags: ['keys'],
    response: { 200: JsonWebKeySet },
  },
})
