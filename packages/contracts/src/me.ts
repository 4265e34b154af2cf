import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { nullable } from './primitives.ts'
import { problem } from './problem.ts'
import { any, session } from './security.ts'
import { DisplayName, Locale, Profile, User, Username } from './user.ts'

export const getMe = defineOperation({
  operationId: 'getMe',
  method: 'GET',
  url: '/api/auth/me',
  security: any,
  sdk: 'me.get',
  session: 'describes',
  schema: {
    summary: 'The signed-in user',
    tags: ['me'],
    response: { 200: User },
  },
})

export const MeUpdate = Type.Object(
  {
    name: Type.Optional(nullable(DisplayName)),
    username: Type.Optional(Username),
    locale: Type.Optional(nullable(Locale)),
    profile: Type.Optional(Profile),
  },
  {
    title: 'MeUpdate',
    description: 'What changes; the rest stays.',
    additionalProperties: false,
  },
)
export type MeUpdate = Static<typeof MeUpdate>

export const updateMe = defineOperation({
  operationId: 'updateMe',
  method: 'PATCH',
  url: '/api/auth/me',
  security: session,
  sdk: 'me.update',
  session: 'describes',
  schema: {
    summary: 'Change what the user says about himself',
    description: 'Members that are left out stay as they are; `profile` is replaced as a whole.',
    tags: ['me'],
    body: MeUpdate,
    response: { 200: User, 409: problem('USERNAME_TAKEN') },
  },
})
