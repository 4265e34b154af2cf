import { isUnavailable, type Database, type Listen } from '@latchkey/database'
import {
  createAccessTokens,
  createJwt,
  createKeySet,
  createRevocationSet,
  http,
  Problem,
  systemClock,
  type AccessTokens,
  type Clock,
  type KeySet,
  type ProblemCatalogue,
  type RevocationSet,
  type Verifiers,
} from '@latchkey/http'
import fp from 'fastify-plugin'

import { confirmToken } from './confirm-token.ts'
import type { Keyring } from './keyring.ts'
import { createLiveSessions, type LiveSessions } from './live-sessions.ts'
import { createPublicUrl, type PublicUrl } from './public-url.ts'
import { startRevocationFeed, type RevocationFeed } from './revocation-feed.ts'
import { createRoleBook, DEFAULT_ROLES, type RoleBook, type Roles } from './roles.ts'

export interface CoreOptions {
  /** Migrated; closed by whoever opened it. */
  database: Database
  /** How revocations by other processes are heard at once. Without it the database is polled. */
  listen?: Listen | undefined
  /**
   * Seconds after which a process that hears nothing of the revocations asks the database about
   * every access token, and is not ready. Default: 5.
   */
  revocationMaxStale?: number
  keyring: Keyring
  /** Default: kept in the database, from the address the server first listens on. */
  publicUrl?: string | undefined
  /** Further audiences of access tokens, beside `publicUrl`. */
  audience?: readonly string[]
  /** Default: `admin` may everything, `user` nothing beyond the own account. */
  roles?: Roles
  /** Seconds that an access token lives at most. Default: 15 minutes. */
  accessTokenLifetime?: number | undefined
  clock?: Clock
  /** What API keys begin with. Default: `lk_`. */
  apiKeyPrefix?: string
  /** Problem codes of the host. */
  problems?: ProblemCatalogue
}

/** What the plugins of Latchkey share, as `app.latchkey`. */
export interface Core {
  readonly db: Database
  readonly keyring: Keyring
  readonly clock: Clock
  readonly publicUrl: PublicUrl
  readonly roles: RoleBook
  readonly accessTokens: AccessTokens
  /** Seconds that an access token lives at most. */
  readonly accessTokenLifetime: number
  /** Public keys that are trusted now; the owner of the signing keys fills it. */
  readonly verificationKeys: KeySet
  readonly revocations: RevocationSet
  /** How sessions are ended and changed, so that every process hears of it. */
  readonly liveSessions: LiveSessions
  /** Where the revocations of all processes come from. */
  readonly revocationFeed: RevocationFeed
  /** Who recognises which kind of credential. */
  readonly verifiers: Verifiers
}

/** Seconds. */
export const DEFAULT_ACCESS_TOKEN_LIFETIME = 15 * 60

/** Puts what all plugins share on `app.latchkey`, and `security` on routes. */
export const core = fp<CoreOptions>(
  async (app, options) => {
    const { database: db, keyring, clock = systemClock, audience = [] } = options
    const { accessTokenLifetime = DEFAULT_ACCESS_TOKEN_LIFETIME } = options
    const publicUrl = await createPublicUrl(app, db, options.publicUrl)
    const roles = createRoleBook(options.roles ?? DEFAULT_ROLES)
    const verificationKeys = createKeySet()
    const revocations = createRevocationSet()
    const revocationFeed = await startRevocationFeed({
      db,
      listen: options.listen,
      revocations,
      clock,
      maxStale: options.revocationMaxStale ?? 5,
      log: app.log,
    })
    app.addHook('onClose', () => revocationFeed.stop())
    const accessTokens = createAccessTokens({
      jwt: await createJwt(app),
      keys: verificationKeys,
      revocations,
      clock,
      issuer: () => publicUrl.value,
      audience: () => audience,
      permissionsOf: (role) => roles.permissionsOf(role),
    })
    const verifiers: Verifiers = {
      accessToken(token) {
        const principal = accessTokens.verify(token)
        return revocationFeed.isFresh() ? principal : confirmToken(db, token, principal)
      },
      apiKey: refuseApiKeys,
    }

    app.decorate('latchkey', {
      db,
      keyring,
      clock,
      publicUrl,
      roles,
      accessTokens,
      accessTokenLifetime,
      verificationKeys,
      revocations,
      liveSessions: createLiveSessions({ db, revocations, accessTokenLifetime }),
      revocationFeed,
      verifiers,
    })
    await app.register(http, {
      verifiers,
      clock,
      publicUrl: () => publicUrl.value,
      isUnavailable,
      apiKeyPrefix: options.apiKeyPrefix ?? 'lk_',
      problems: options.problems ?? {},
    })
  },
  { name: '@latchkey/core', fastify: '5.x' },
)

/** Until a plugin that issues API keys is registered, none is valid. */
function refuseApiKeys(): never {
  throw new Problem('API_KEY_INVALID')
}
