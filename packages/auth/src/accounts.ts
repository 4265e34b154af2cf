import type { AuthResult, Credentials, Registration } from '@latchkey/contracts'
import { toUser, type Core } from '@latchkey/core'
import { Problem } from '@latchkey/http'

import { emailKeyOf, takenOr, usernameKeyOf } from './account-keys.ts'
import { newDeviceToken, parseDeviceToken } from './device-token.ts'
import { withinDeadline } from './hook-deadline.ts'
import type { AuthHooks } from './hooks.ts'
import { canonicalEmail, canonicalUsername } from './identifiers.ts'
import { lend } from './lent-transaction.ts'
import type { PasswordHasher } from './password-hash.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { provePassword } from './password-proof.ts'
import { checkProfile } from './profile.ts'
import type { RequestContext } from './request-context.ts'
import type { Sessions } from './sessions.ts'
import { readAdditions } from './user-additions.ts'
import { findAccount, insertUser, type Identifier } from './user-store.ts'

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
  hasher: PasswordHasher
  policy: PasswordPolicy
  hooks: AuthHooks
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { core, sessions, hasher, policy, hooks } = options
  const { db, roles } = core

  async function login(credentials: Credentials, context: RequestContext): Promise<AuthResult> {
    const identifier = toIdentifier(credentials)
    const known = parseDeviceToken(credentials.deviceToken)
    const account = identifier && (await findAccount(db, identifier, known?.hash ?? null))
    const { password } = credentials
    if (!account) {
      await hasher.verifyDecoy(password, context)
      throw new Problem('INVALID_CREDENTIALS')
    }
    const stored = { userId: account.id, hash: account.password_hash }
    const proof = await provePassword(hasher, password, stored, context)
    if (!proof) throw new Problem('INVALID_CREDENTIALS')
    if (account.status !== 'active') throw new Problem('ACCOUNT_DISABLED')

    const device = account.device_id !== null && known ? known : newDeviceToken()
    const user = toUser(account)
    const session = { userId: user.id, client: context, device, amr: ['pwd'] }
    const tokens = await sessions.openFor(proof, session)
    // He or his password changed while it was verified: see how things are now.
    if (!tokens) return login(credentials, context)
    return { ...tokens, user, deviceToken: device.text }
  }

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

      // Hooks get copies: what they do to them is not what they return.
      const decide = () => hooks.beforeCreateUser?.(structuredClone(draft))
      const { role = 'user', ...additions } = readAdditions(
        await withinDeadline('beforeCreateUser', decide),
      )
      if (!roles.has(role)) throw new Error(`beforeCreateUser chose the unknown role ${role}`)
      const passwordHash = await hasher.hash(password, context)
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
        await lend(trx, (lent) =>
          withinDeadline('userCreated', () => hooks.userCreated?.(toUser(row), lent)),
        )
        const session = { userId: user.id, client: context, device, amr: ['pwd'] }
        const tokens = await sessions.open(trx, session)
        return { ...tokens, user, deviceToken: device.text }
      })
      return creation.catch((error: unknown) => {
        throw takenOr(error)
      })
    },

    login,
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
