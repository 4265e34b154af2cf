import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { choice, nullable, Timestamp } from './primitives.ts'

export const RevocationEntry = Type.Object(
  {
    kind: choice('session', 'api_key', 'signing_key'),
    subject: Type.String({
      description:
        'SHA-256 of the id of a session or key in hexadecimal, or a `kid`: it tells nothing to who does not hold the credential.',
    }),
    upTo: nullable(Type.Integer({ description: 'Sessions: the last generation affected.' })),
    effect: choice('revoked', 'stale'),
    expiresAt: Timestamp,
  },
  { title: 'RevocationEntry', additionalProperties: false },
)
export type RevocationEntry = Static<typeof RevocationEntry>

export const RevocationList = Type.Object(
  {
    data: Type.Array(RevocationEntry),
    cursor: Type.String({ description: 'For `since` of the next request.' }),
  },
  { title: 'RevocationList', additionalProperties: false },
)
export type RevocationList = Static<typeof RevocationList>

export const listRevocations = defineOperation({
  operationId: 'listRevocations',
  method: 'GET',
  url: '/api/auth/revocations',
  security: 'public',
  sdk: 'revocations.list',
  cacheControl: 'no-cache',
  schema: {
    summary: 'What was revoked while its tokens still live',
    description:
      'For services that verify access tokens themselves. An entry may come twice: add it to a set. With `since` only what may have become visible after that answer; with `wait` the answer comes when there is something new, or after so many seconds.',
    tags: ['keys'],
    querystring: Type.Object(
      {
        since: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' })),
        wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 25 })),
      },
      { additionalProperties: false },
    ),
    response: { 200: RevocationList },
  },
})
