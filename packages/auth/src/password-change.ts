import type { PasswordChange } from '@latchkey/contracts'
import type { Core } from '@latchkey/core'
import { Problem, type SessionPrincipal } from '@latchkey/http'

import type { PasswordHasher } from './password-hash.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { hashing } from './password-proof.ts'
import { acceptProof, findPassword } from './password-store.ts'
import type { RequestContext } from './request-context.ts'
import type { Sessions } from './sessions.ts'

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
  sessions: Sessions
  passwords: PasswordHasher
  policy: PasswordPolicy
}

export function createPasswordChange(options: PasswordChangeOptions): ChangePassword {
  const { core, sessions, passwords, policy } = options
  const { db, revocations } = core

  return async ({ userId, sessionId }, { currentPassword, newPassword }, context) => {
    const stored = await findPassword(db, userId)
    if (!stored) throw new Problem('INVALID_CREDENTIALS')
    // Before the hashing, because it costs nothing and tells nothing about the current password.
    const weakness = await policy.check(newPassword, stored)
    if (weakness) throw new Problem('PASSWORD_TOO_WEAK', { detail: weakness })
    const { hash: verified } = stored
    const { ok } = await hashing(passwords.verify(currentPassword, verified, context))
    if (!ok) throw new Problem('INVALID_CREDENTIALS')
    const hash = await hashing(passwords.hash(newPassword, context))

    const ended = await db.transaction().execute(async (trx) => {
      const isOurs = await acceptProof(trx, { userId, verified, hash })
      if (!isOurs) throw new Problem('INVALID_CREDENTIALS')
      return sessions.endAll(trx, { userId, exceptSessionId: sessionId }, 'password_changed')
    })
    for (const entry of ended) revocations.add(entry)
  }
}
