import type { AuthResult, Credentials, Registration } from '@latchkey/contracts'
import type { Core } from '@latchkey/core'
import { Problem } from '@latchkey/http'

import { emailKeyOf, takenOr, usernameKeyOf } from './account-keys.ts'
import { newDeviceToken, parseDeviceToken } from './device-token.ts'
import { HashQueueFullError } from './hash-queue.ts'
import type { AuthHooks } from './hooks.ts'
import { canonicalEmail, canonicalUsername } from './identifiers.ts'
import type { PasswordHasher } from './password-hash.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { checkProfile } from './profile.ts'
import type { RequestContext } from './request-context.ts'
import type { Sessions } from './sessions.ts'
import { toUser } from './user.ts'
import { findAccount, insertUser, replacePasswordHash, type Identifier } from './user-store.ts'

export interface Accounts {
  /**
   * Creates a user with a password and signs him in.
   *
   * @throws {Problem} `INVALID_REQUEST`, `PASSWORD_TOO_WEAK`, `EMAIL_TAKEN`, `USERNAME_TAKEN`,
   *   `UNAVAILABLE`, and whatever the hooks throw
   */
  register(registration: Registration, context: RequestContext): Promise<AuthResult>
  /**
   * Signs in with a password. An unknown account costs as much time as a wrong password.
   *
   * @throws {Problem} `INVALID_CREDENTIALS`, `ACCOUNT_DISABLED`, `UNAVAILABLE`
   */
  login(credentials: Credentials, context: RequestContext): Promise<AuthResult>
}

export interface AccountsOptions {
  core: Core
  sessions: Sessions
  passwords: PasswordHasher
  policy: PasswordPolicy
  hooks: AuthHooks
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { core, sessions, passwords, policy, hooks } = options
  const { db, roles } = core

  return {
    async register({ password, ...registration }, context) {
      const draft = {
        email: registration.email ?? null,
        username: registration.username ?? null,
        name: registration.name ?? null,
        profile: checkProfile(registration.profile ?? {}),
      }
      const emailKey = draft.email === null ? null : emailKeyOf(draft.email)
      const usernameKey = draft.username === null ? null : usernameKeyOf(draft.username)
      const weakness = await policy.check(password, draft)
      if (weakness) throw new Problem('PASSWORD_TOO_WEAK', { detail: weakness })

      const { role = 'user', ...additions } = (await hooks.beforeCreateUser?.(draft)) ?? {}
      if (!roles.has(role)) throw new Error(`beforeCreateUser chose the unknown role ${role}`)
      const passwordHash = await hashing(passwords.hash(password, context))
      const device = newDeviceToken()

      const creation = db.transaction().execute(async (trx) => {
        const row = await insertUser(trx, {
          locale: null,
          appMetadata: {},
          ...draft,
          ...additions,
          emailKey,
          usernameKey,
          role,
          passwordHash,
        })
        const user = toUser(row)
        await hooks.userCreated?.(user, trx)
        const tokens = await sessions.open(trx, { user, client: context, device, amr: ['pwd'] })
        return { ...tokens, user, deviceToken: device.text }
      })
      return creation.catch((error: unknown) => {
        throw takenOr(error)
      })
    },

    async login(credentials, context) {
      const identifier = toIdentifier(credentials)
      const known = parseDeviceToken(credentials.deviceToken)
      const account = identifier && (await findAccount(db, identifier, known?.hash ?? null))
      if (!account) {
        await hashing(passwords.verifyDecoy(credentials.password, context))
        throw new Problem('INVALID_CREDENTIALS')
      }
      const { password, hash } = { password: credentials.password, hash: account.password_hash }
      const { ok, upgrade } = await hashing(passwords.verify(password, hash, context))
      if (!ok) throw new Problem('INVALID_CREDENTIALS')
      if (account.status !== 'active') throw new Problem('ACCOUNT_DISABLED')
      if (upgrade) {
        await replacePasswordHash(db, account.id, hash, await hashing(passwords.hash(password)))
      }

      const device = account.device_id !== null && known ? known : newDeviceToken()
      const user = toUser(account)
      const tokens = await sessions.open(db, { user, client: context, device, amr: ['pwd'] })
      return { ...tokens, user, deviceToken: device.text }
    },
  }
}

/** An address or name that cannot exist names no account, just like one that does not exist. */
function toIdentifier({ email, username }: Credentials): Identifier | undefined {
  if (email !== undefined) {
    const emailKey = canonicalEmail(email)
    return emailKey === undefined ? undefined : { emailKey }
  }
  const usernameKey = canonicalUsername(username ?? '')
  return usernameKey === undefined ? undefined : { usernameKey }
}

async function hashing<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof HashQueueFullError) {
      throw new Problem('UNAVAILABLE', { cause: error, retryAfter: error.retryAfter })
    }
    throw error
  })
}
