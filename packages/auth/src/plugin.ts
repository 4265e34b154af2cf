import { contractRoutes } from '@latchkey/http'
import fp from 'fastify-plugin'

import { createAccounts, type Accounts } from './accounts.ts'
import type { AuthHooks } from './hooks.ts'
import { jwksRoutes } from './jwks-routes.ts'
import type { KeyRotation } from './key-rotation.ts'
import { meRoutes } from './me-routes.ts'
import { createPasswordChange, type ChangePassword } from './password-change.ts'
import { createPasswordHasher } from './password-hash.ts'
import { createPasswordPolicy } from './password-policy.ts'
import { passwordRoutes } from './password-routes.ts'
import { createReauthentication, type Reauthenticate } from './reauthentication.ts'
import { sessionRoutes } from './session-routes.ts'
import { createSessions, type SessionLifetimes, type Sessions } from './sessions.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { signingKeyRoutes } from './signing-key-routes.ts'
import type { SigningKeys } from './signing-keys.ts'
import { startSigningKeys } from './start-signing-keys.ts'
import { createTokenIssuer } from './token-issuer.ts'
import { userOf } from './user-of.ts'
import { createUsers, type Users } from './users.ts'

export interface AuthOptions {
  /** Seconds; see `SessionLifetimes` for each. */
  lifetimes?: Partial<SessionLifetimes>
  /** Work factor of password hashes; raising it upgrades them at the next sign-in. Default: 12. */
  bcryptCost?: number
  /** Code points. Default: 8. */
  passwordMinLength?: number
  /** Seconds after which another key signs access tokens. Default: 90 days. */
  signingKeyMaxAge?: number
  hooks?: AuthHooks
}

/** What a signed-in user does with his password. */
export interface Passwords {
  readonly change: ChangePassword
  readonly reauthenticate: Reauthenticate
}

/** What the plugin offers to hosts and to other plugins, as `app.auth`. */
export interface Auth {
  readonly accounts: Accounts
  readonly keyRotation: KeyRotation
  readonly passwords: Passwords
  readonly sessions: Sessions
  readonly signingKeys: SigningKeys
  readonly users: Users
}

export const DEFAULT_LIFETIMES: SessionLifetimes = {
  idle: 7 * 24 * 3600,
  maxAge: 30 * 24 * 3600,
  raceWindow: 30,
  recoveryWindow: 24 * 3600,
}

export const DEFAULT_SIGNING_KEY_MAX_AGE = 90 * 24 * 3600

/** People: registration, sign-in, sessions and the signed-in user. */
export const auth = fp<AuthOptions>(
  async (app, options) => {
    const { latchkey: core } = app
    const { bcryptCost = 12, passwordMinLength = 8, hooks = {} } = options
    const { signingKeyMaxAge = DEFAULT_SIGNING_KEY_MAX_AGE } = options
    const lifetimes = { ...DEFAULT_LIFETIMES, ...options.lifetimes }

    const { signingKeys, keyRotation } = await startSigningKeys(app, signingKeyMaxAge)
    const issuer = createTokenIssuer({ core, signingKeys, hooks })
    const sessions = createSessions({
      core,
      issuer,
      lifetimes,
      report: (event, sessionId) => app.log.warn({ event, sessionId }, event),
    })
    const hasher = createPasswordHasher({ cost: bcryptCost })
    const policy = createPasswordPolicy({ minLength: passwordMinLength })
    const accounts = createAccounts({ core, sessions, hasher, policy, hooks })
    const passwords: Passwords = {
      change: createPasswordChange({ core, hasher, policy }),
      reauthenticate: createReauthentication({ core, issuer, hasher }),
    }
    const users = createUsers(core.db)

    app.decorate('auth', {
      accounts,
      keyRotation,
      passwords,
      sessions,
      signingKeys,
      users,
    })
    // A host may have a `request.user` of its own, @fastify/jwt makes one: it stays what it is.
    if (!app.hasRequestDecorator('user')) {
      app.decorateRequest('user', function user() {
        return userOf(this)
      })
    }
    for (const routes of [
      signInRoutes,
      sessionRoutes,
      passwordRoutes,
      meRoutes,
      signingKeyRoutes,
      jwksRoutes,
    ]) {
      await app.register(contractRoutes(routes))
    }
  },
  { name: '@latchkey/auth', fastify: '5.x', dependencies: ['@latchkey/core'] },
)
