import type { JsonObject, User } from '@latchkey/contracts'
import type { DatabaseTransaction } from '@latchkey/database'

import { toPlainJson } from './plain-json.ts'
import type { UserAdditions } from './user-additions.ts'

type Claims = Record<string, unknown>

/** What a registration says, before the user exists. */
export interface UserDraft {
  readonly email: string | null
  readonly username: string | null
  readonly name: string | null
  readonly profile: JsonObject
}

/**
 * Where the application takes part. A hook that throws denies what was about to happen; so does one
 * that has not settled after five seconds, with `UNAVAILABLE`.
 */
export interface AuthHooks {
  /** Runs before a user is made. Throw a `Problem` to refuse; return members to add them. */
  beforeCreateUser?: (draft: UserDraft) => Promise<UserAdditions | void> | UserAdditions | void
  /**
   * Runs in the transaction that makes the user: what it writes through `trx` is there exactly if
   * the user is. Use nothing else for queries in it, since on the embedded database everything else
   * waits until the transaction is over; `trx` is refused afterwards.
   */
  userCreated?: (user: User, trx: DatabaseTransaction) => Promise<void> | void
  /**
   * Claims to add to every access token of the user: a plain object of what JSON can carry, 1 kB at
   * most, no reserved name. Nothing adds nothing.
   */
  accessTokenClaims?: (user: User) => Promise<Claims | void> | Claims | void
}

/** Claims that Latchkey writes itself, or keeps for what it will write. */
const RESERVED: ReadonlySet<string> = new Set(
  'iss aud sub sid gen client_id iat exp nbf jti role scope auth_time tid org act cnf amr acr'.split(
    ' ',
  ),
)

const MAX_CLAIM_BYTES = 1024

/**
 * Reads what `accessTokenClaims` returned.
 *
 * @throws {Error} for anything but a plain object, a reserved name, and claims that are too large
 */
export function readClaims(returned: unknown): JsonObject {
  if (returned === undefined) return {}
  const claims = toPlainJson(returned)
  if (!claims) throw new Error('accessTokenClaims must return a plain object that JSON can carry')
  const reserved = Object.keys(claims).find((name) => RESERVED.has(name))
  if (reserved) throw new Error(`accessTokenClaims must not set ${reserved}`)
  if (Buffer.byteLength(JSON.stringify(claims)) > MAX_CLAIM_BYTES) {
    throw new Error(`accessTokenClaims must not exceed ${MAX_CLAIM_BYTES} bytes`)
  }
  return claims
}
