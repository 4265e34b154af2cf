import type { PasswordChange } from '@latchkey/contracts'
import type { Core } from '@latchkey/core'
import { Problem, type SessionPrincipal } from '@latchkey/http'

import type { PasswordHasher } from './password-hash.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { acceptProof, findPassword } from './password-store.ts'
import type { RequestContext } from './request-context.ts'

/**
 * Replaces the password of a user and ends all his sessions but the one he does it in. Of changes at
 * the same time one succeeds.
 *
 * @throws {Problem} `PASSWORD_TOO_WEAK`, `INVALID_CREDENTIALS`, `UNAVAILABLE`
 */
export type ChangePassword = (
  principal: SessionPrincipal,
  change: PasswordChange,
  context: RequestContext,
) => Promise<void>

export interface PasswordChangeOptions {
  core: Core
  hasher: PasswordHasher
  policy: PasswordPolicy
}

export function createPasswordChange(options: PasswordChangeOptions): ChangePassword {
  const { core, hasher, policy } = options
  const { db, liveSessions } = core

  return async ({ userId, sessionId }, { currentPassword, newPassword }, context) => {
    const stored = await findPassword(db, userId)
    if (!stored) throw new Problem('INVALID_CREDENTIALS')
    // Before the hashing, because it costs nothing and tells nothing about the current password.
    const weakness = await policy.check(newPassword, stored)
    if (weakness) throw new Problem('PASSWORD_TOO_WEAK', { detail: weakness })
    const { hash: verified } = stored
    const { ok } = await hasher.verify(currentPassword, verified, context)
    if (!ok) throw new Problem('INVALID_CREDENTIALS')
    const hash = await hasher.hash(newPassword, context)

    await liveSessions.inTransaction(async (trx, sessions) => {
      const isOurs = await acceptProof(trx, { userId, verified, hash })
      if (!isOurs) throw new Problem('INVALID_CREDENTIALS')
      await sessions.end({ userId, exceptSessionId: sessionId }, 'password_changed')
    })
  }
}
