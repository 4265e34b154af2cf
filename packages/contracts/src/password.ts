import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { NoContent } from './primitives.ts'
import { problem } from './problem.ts'
import { session } from './security.ts'
import { Password } from './user.ts'

export const PasswordChange = Type.Object(
  { currentPassword: Password, newPassword: Password },
  { title: 'PasswordChange', additionalProperties: false },
)
export type PasswordChange = Static<typeof PasswordChange>

export const changePassword = defineOperation({
  operationId: 'changePassword',
  method: 'POST',
  url: '/api/auth/password/change',
  security: session,
  limits: ['credential'],
  sdk: 'password.change',
  schema: {
    summary: 'Change the password',
    description: 'Every other session of the user ends.',
    tags: ['auth'],
    body: PasswordChange,
    response: {
      204: NoContent,
      401: problem('INVALID_CREDENTIALS'),
      422: problem('PASSWORD_TOO_WEAK'),
    },
  },
})
