import type { JsonObject, User } from '@latchkey/contracts'
import type { DatabaseTransaction } from '@latchkey/database'

/** What a registration says, before the user exists. */
export interface UserDraft {
  readonly email: string | null
  readonly username: string | null
  readonly name: string | null
  readonly profile: JsonObject
}

/** What the application decides about a new user; everything else comes from the registration. */
export interface UserAdditions {
  role?: string
  name?: string
  locale?: string
  profile?: JsonObject
  appMetadata?: JsonObject
}

/** Where the application takes part. A hook that throws denies what was about to happen. */
export interface AuthHooks {
  /** Runs before a user is made. Throw a `Problem` to refuse; return members to add them. */
  beforeCreateUser?: (draft: UserDraft) => Promise<UserAdditions | void> | UserAdditions | void
  /** Runs in the transaction that makes the user: what it writes is there exactly if the user is. */
  userCreated?: (user: User, trx: DatabaseTransaction) => Promise<void> | void
  /** Claims to add to every access token of the user: 1 kB at most, no reserved name. */
  accessTokenClaims?: (user: User) => Promise<Record<string, unknown>> | Record<string, unknown>
}

/** Claims that Latchkey writes itself, or keeps for what it will write. */
const RESERVED: ReadonlySet<string> = new Set(
  'iss aud sub sid gen client_id iat exp nbf jti role scope auth_time tid org act cnf amr acr'.split(
    ' ',
  ),
)

const MAX_CLAIM_BYTES = 1024

/** @throws {Error} when the claims of a hook use a reserved name or are too large. */
export function checkClaims(claims: Record<string, unknown>): Record<string, unknown> {
  const reserved = Object.keys(claims).find((name) => RESERVED.has(name))
  if (reserved) throw new Error(`accessTokenClaims must not set ${reserved}`)
  if (Buffer.byteLength(JSON.stringify(claims)) > MAX_CLAIM_BYTES) {
    throw new Error(`accessTokenClaims must not exceed ${MAX_CLAIM_BYTES} bytes`)
  }
  return claims
}
