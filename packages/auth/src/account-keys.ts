import { uniqueViolation } from '@latchkey/database'
import { Problem } from '@latchkey/http'

import { canonicalEmail, canonicalUsername } from './identifiers.ts'

/** The key an address is unique by. @throws {Problem} `INVALID_REQUEST` */
export function emailKeyOf(email: string): string {
  const key = canonicalEmail(email)
  if (key === undefined) throw refuse('/body/email', 'must be an e-mail address')
  return key
}

/** The key a username is unique by. @throws {Problem} `INVALID_REQUEST` */
export function usernameKeyOf(username: string): string {
  const key = canonicalUsername(username)
  if (key === undefined) throw refuse('/body/username', 'must be a username')
  return key
}

/** The database decides who was first; its refusal becomes the answer, other errors stay. */
export function takenOr(error: unknown): unknown {
  const constraint = uniqueViolation(error)
  if (constraint === 'users_email_key_unique') return new Problem('EMAIL_TAKEN', { cause: error })
  if (constraint === 'users_username_key_unique') {
    return new Problem('USERNAME_TAKEN', { cause: error })
  }
  return error
}

function refuse(pointer: string, message: string): Problem {
  return new Problem('INVALID_REQUEST', { errors: [{ pointer, message }] })
}
