import type { ReauthenticationResult } from '@latchkey/contracts'
import type { Core } from '@latchkey/core'
import { Problem, type SessionPrincipal } from '@latchkey/http'

import type { PasswordHasher } from './password-hash.ts'
import { provePassword } from './password-proof.ts'
import { acceptProof, findPassword } from './password-store.ts'
import type { RequestContext } from './request-context.ts'
import { confirmSession } from './session-store.ts'
import type { TokenIssuer } from './token-issuer.ts'

/**
 * Lets a signed-in user prove again who he is (RFC 9470): from then on his session counts as opened
 * just now where a recent sign-in is asked for. Its refresh token stays as it is.
 *
 * @throws {Problem} `INVALID_CREDENTIALS`, `SESSION_REVOKED`, `UNAVAILABLE`
 */
export type Reauthenticate = (
  principal: SessionPrincipal,
  password: string,
  context: RequestContext,
) => Promise<ReauthenticationResult>

export interface ReauthenticationOptions {
  core: Core
  issuer: TokenIssuer
  hasher: PasswordHasher
}

export function createReauthentication(options: ReauthenticationOptions): Reauthenticate {
  const { core, issuer, hasher } = options
  const { db } = core

  return async function reauthenticate(principal, password, context) {
    const { userId, sessionId } = principal
    const stored = await findPassword(db, userId)
    const proof =
      stored && (await provePassword(hasher, password, { userId, hash: stored.hash }, context))
    if (!proof) throw new Problem('INVALID_CREDENTIALS')

    const grant = await db.transaction().execute(async (trx) => {
      if (!(await acceptProof(trx, proof))) return 'again'
      return confirmSession(trx, sessionId)
    })
    // The password changed, or was hashed anew, while it was verified.
    if (grant === 'again') return reauthenticate(principal, password, context)
    if (!grant) throw new Problem('SESSION_REVOKED')
    return issuer.issueAccess(db, grant)
  }
}
