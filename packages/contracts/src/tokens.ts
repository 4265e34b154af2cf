import { Type, type Static } from '@sinclair/typebox'

import { Id, Timestamp } from './primitives.ts'
import { User } from './user.ts'

export const Transport = Type.Literal('bearer', {
  description: 'How tokens travel; fixed when the session is created. `bearer`: both in the body.',
})
export type Transport = Static<typeof Transport>

export const SessionSummary = Type.Object(
  {
    id: Id,
    expiresAt: Timestamp,
    generation: Type.Integer({ description: 'Grows by one at every refresh.' }),
  },
  {
    title: 'SessionSummary',
    description: 'What a client needs to know about its session.',
    additionalProperties: false,
  },
)

const tokens = {
  accessToken: Type.String({ description: 'JWT (RFC 9068). Send it as `Authorization: Bearer`.' }),
  refreshToken: Type.String({ description: 'Opaque. Replaced at every use.' }),
  tokenType: Type.Literal('Bearer'),
  expiresIn: Type.Integer({ description: 'Seconds until the access token expires.' }),
  session: SessionSummary,
}

export const TokenResult = Type.Object(tokens, {
  title: 'TokenResult',
  description: 'New tokens of a session.',
  additionalProperties: false,
})
export type TokenResult = Static<typeof TokenResult>

export const AuthResult = Type.Object(
  {
    ...tokens,
    user: User,
    deviceToken: Type.String({
      description: 'Recognises the device at the next sign-in. Grants nothing.',
    }),
  },
  {
    title: 'AuthResult',
    description: 'A new session: its tokens and its user.',
    additionalProperties: false,
  },
)
export type AuthResult = Static<typeof AuthResult>

export const DeviceToken = Type.String({
  minLength: 1,
  maxLength: 256,
  description: 'From an earlier sign-in on this device.',
})

export const RefreshToken = Type.String({ minLength: 1, maxLength: 512 })
