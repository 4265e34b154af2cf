import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { page, PageQuery } from './page.ts'
import { Id, NoContent, nullable, Timestamp } from './primitives.ts'
import { problem } from './problem.ts'
import { session } from './security.ts'
import { SessionSummary } from './tokens.ts'
import { Password } from './user.ts'

export const Session = Type.Object(
  {
    id: Id,
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    expiresAt: Timestamp,
    ip: nullable(Type.String()),
    userAgent: nullable(Type.String()),
    current: Type.Boolean({ description: 'Whether it is the one that asks.' }),
  },
  { title: 'Session', additionalProperties: false },
)
export type Session = Static<typeof Session>

export const SessionPage = page('SessionPage', Session)
export type SessionPage = Static<typeof SessionPage>

export const listSessions = defineOperation({
  operationId: 'listSessions',
  method: 'GET',
  url: '/api/auth/sessions',
  security: session,
  sdk: 'sessions.list',
  schema: {
    summary: 'Where the user is signed in',
    description: 'The session used last comes first.',
    tags: ['sessions'],
    querystring: PageQuery,
    response: { 200: SessionPage },
  },
})

export const revokeSession = defineOperation({
  operationId: 'revokeSession',
  method: 'DELETE',
  url: '/api/auth/sessions/:sessionId',
  security: session,
  sdk: 'sessions.revoke',
  schema: {
    summary: 'Sign out one device',
    description: 'Also the one that asks. Sessions of others answer as unknown ones do.',
    tags: ['sessions'],
    params: Type.Object({ sessionId: Id }),
    response: { 204: NoContent, 404: problem('NOT_FOUND') },
  },
})

export const RevokedSessions = Type.Object(
  { revoked: Type.Integer({ description: 'How many sessions ended.' }) },
  { title: 'RevokedSessions', additionalProperties: false },
)
export type RevokedSessions = Static<typeof RevokedSessions>

export const revokeOtherSessions = defineOperation({
  operationId: 'revokeOtherSessions',
  method: 'DELETE',
  url: '/api/auth/sessions',
  security: session,
  sdk: 'sessions.revokeOthers',
  schema: {
    summary: 'Sign out every other device',
    tags: ['sessions'],
    response: { 200: RevokedSessions },
  },
})

export const Reauthentication = Type.Object(
  { password: Password },
  { title: 'Reauthentication', additionalProperties: false },
)
export type Reauthentication = Static<typeof Reauthentication>

export const ReauthenticationResult = Type.Object(
  {
    accessToken: Type.String({ description: 'Replaces the one that was sent.' }),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds until the access token expires.' }),
    session: SessionSummary,
  },
  { title: 'ReauthenticationResult', additionalProperties: false },
)
export type ReauthenticationResult = Static<typeof ReauthenticationResult>

export const reauthenticate = defineOperation({
  operationId: 'reauthenticate',
  method: 'POST',
  url: '/api/auth/reauthenticate',
  security: session,
  limits: ['credential'],
  sdk: 'reauthenticate',
  session: 'confirms',
  schema: {
    summary: 'Prove again who is signed in',
    description:
      'The access token it answers is accepted where a recent sign-in is asked for. The refresh token stays as it is.',
    tags: ['auth'],
    body: Reauthentication,
    response: {
      200: ReauthenticationResult,
      401: problem('INVALID_CREDENTIALS', 'SECOND_FACTOR_REQUIRED'),
    },
  },
})
