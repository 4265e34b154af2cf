import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { choice, NotModified, nullable, Timestamp } from './primitives.ts'

const CURSOR = '^[0-9]{1,15}-[0-9a-f]{16}$'

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
    cursor: Type.String({
      pattern: CURSOR,
      description: 'For `since` of the next request. Opaque; the same for all processes.',
    }),
  },
  { title: 'RevocationList', additionalProperties: false },
)
export type RevocationList = Static<typeof RevocationList>

export const RevocationQuery = Type.Object(
  {
    since: Type.Optional(
      Type.String({ pattern: CURSOR, description: '`cursor` of the answer before.' }),
    ),
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 25,
        description: 'Seconds to wait for news when there are none.',
      }),
    ),
  },
  { title: 'RevocationQuery', additionalProperties: false },
)
export type RevocationQuery = Static<typeof RevocationQuery>

export const listRevocations = defineOperation({
  operationId: 'listRevocations',
  method: 'GET',
  url: '/api/auth/revocations',
  security: 'public',
  cacheControl: 'no-cache',
  schema: {
    summary: 'What was revoked while its tokens still live',
    description:
      'For services that verify access tokens themselves. The first answer has everything; one to a request with `since` has what its reader may not know yet. An entry may come twice: add it to a set. With `wait` the answer comes when there is something new, or after so many seconds. `ETag` and `If-None-Match` work as usual. `UNAVAILABLE` means that the server does not know what was revoked lately, or that too many wait: 4 may from one address, 1,000 in all.',
    tags: ['keys'],
    querystring: RevocationQuery,
    response: { 200: RevocationList, 304: NotModified },
  },
})
