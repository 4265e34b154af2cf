import { contractRoutes, principalOf } from '@latchkey/http'
import type { User } from '@latchkey/contracts'
import fp from 'fastify-plugin'

import { createAccounts, type Accounts } from './accounts.ts'
import type { AuthHooks } from './hooks.ts'
import { jwksRoutes } from './jwks-routes.ts'
import { meRoutes } from './me-routes.ts'
import { createPasswordHasher } from './password-hash.ts'
import { createPasswordPolicy } from './password-policy.ts'
import { createSessions, type SessionLifetimes, type Sessions } from './sessions.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'
import { createTokenIssuer } from './token-issuer.ts'
import { createUsers, type Users } from './users.ts'

export interface AuthOptions {
  /** Seconds; see `SessionLifetimes` for each. */
  lifetimes?: Partial<SessionLifetimes>
  /** Work factor of password hashes; raising it upgrades them at the next sign-in. Default: 12. */
  bcryptCost?: number
  /** Code points. Default: 8. */
  passwordMinLength?: number
  hooks?: AuthHooks
}

/** What the plugin offers to hosts and to other plugins, as `app.auth`. */
export interface Auth {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly signingKeys: SigningKeys
  readonly users: Users
}

export const DEFAULT_LIFETIMES: SessionLifetimes = {
  accessToken: 15 * 60,
  idle: 7 * 24 * 3600,
  maxAge: 30 * 24 * 3600,
  raceWindow: 30,
  recoveryWindow: 24 * 3600,
}

/** People: registration, sign-in, sessions and the signed-in user. */
export const auth = fp<AuthOptions>(
  async (app, options) => {
    const { latchkey: core } = app
    const { bcryptCost = 12, passwordMinLength = 8, hooks = {} } = options
    const lifetimes = { ...DEFAULT_LIFETIMES, ...options.lifetimes }

    const signingKeys = createSigningKeys({
      db: core.db,
      keyring: core.keyring,
      keySet: core.verificationKeys,
    })
    await signingKeys.load()
    const issuer = createTokenIssuer({
      core,
      signingKeys,
      hooks,
      accessTokenLifetime: lifetimes.accessToken,
    })
    const sessions = createSessions({ core, issuer, lifetimes })
    const accounts = createAccounts({
      core,
      sessions,
      passwords: createPasswordHasher({ cost: bcryptCost }),
      policy: createPasswordPolicy({ minLength: passwordMinLength }),
      hooks,
    })
    const users = createUsers(core.db)

    app.decorate('auth', { accounts, sessions, signingKeys, users })
    app.decorateRequest('user', async function user(): Promise<User> {
      return users.get(principalOf(this).userId)
    })
    for (const routes of [signInRoutes, meRoutes, jwksRoutes]) {
      await app.register(contractRoutes(routes))
    }
  },
  { name: '@latchkey/auth', fastify: '5.x', dependencies: ['@latchkey/core'] },
)
