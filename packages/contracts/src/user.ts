import { Type, type Static } from '@sinclair/typebox'

import { choice, Id, JsonObject, line, nullable, Timestamp } from './primitives.ts'

export const Email = Type.String({
  format: 'idn-email',
  minLength: 3,
  maxLength: 254,
  description: 'Kept as typed; two addresses that differ in case only are the same.',
})

export const Username = Type.String({
  pattern: '^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$',
  minLength: 1,
  maxLength: 32,
  description: 'Letters, digits, dots, dashes and underscores; case makes no difference.',
})

export const Password = Type.String({
  minLength: 1,
  maxLength: 256,
  description: 'Taken exactly as sent: any Unicode, nothing trimmed or normalised.',
})

export const DisplayName = line({
  minLength: 1,
  maxLength: 200,
  description: 'What to call the user.',
})

export const Locale = Type.String({
  pattern: '^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$',
  maxLength: 35,
  description: 'BCP 47 language tag.',
})

export const Profile = Type.Unsafe<JsonObject>({
  ...JsonObject,
  description: 'Data of the application about the user, up to 8 kB of JSON.',
})

export const User = Type.Object(
  {
    id: Id,
    email: nullable(Type.String()),
    emailVerified: Type.Boolean(),
    username: nullable(Type.String()),
    name: nullable(Type.String()),
    locale: nullable(Type.String()),
    role: Type.String({ description: 'Decides which permissions the user has.' }),
    status: choice('active', 'disabled'),
    profile: JsonObject,
    createdAt: Timestamp,
  },
  {
    title: 'User',
    description: 'An account, as its owner sees it.',
    additionalProperties: false,
  },
)
export type User = Static<typeof User>
