import { admin } from '@latchkey/admin'
import { auth, type AuthHooks, type AuthOptions, type SessionLifetimes } from '@latchkey/auth'
import {
  core,
  createKeyring,
  healthRoutes,
  referenceRoutes,
  revocationRoutes,
  type CoreOptions,
} from '@latchkey/core'
import { migrate } from '@latchkey/database'
import { contractRoutes, refuseEarlierRoutes, refuseUnguardedRoutes } from '@latchkey/http'
import fp from 'fastify-plugin'

import { checkOptions } from './check-options.ts'
import { openFor, type DatabaseOption } from './open-for.ts'
import { requireStrength, secretWarnings } from './production-rules.ts'
import { VERSION } from './version.ts'

export interface LatchkeyOptions
  extends
    Omit<CoreOptions, 'database' | 'listen' | 'keyring' | 'accessTokenLifetime'>,
    Omit<AuthOptions, 'hooks' | 'lifetimes'> {
  /**
   * `postgres://…`, the path of a folder for the embedded database, `memory:` for one that forgets,
   * or a `pg` pool (which gives one connection to notifications) or Kysely instance (which is asked
   * for revocations every 250 ms) of the host. What is opened here is closed with the app.
   */
  database: DatabaseOption
  /** 32 random bytes or more, in any encoding. A list while rotating: the first writes, all read. */
  secret: string | readonly [string, ...string[]]
  /** Seconds that access tokens (15 minutes unless set) and sessions live. */
  lifetimes?: Partial<SessionLifetimes> & { accessToken?: number }
  /** Accept a `publicUrl` with http:// in production. Default: false. */
  allowHttp?: boolean
  /** Where the application takes part in sign-in. */
  hooks?: AuthHooks
  /** Serve `/docs` and `/openapi.json`. Default: true. */
  docs?: boolean
  /** Serve `/livez` and `/readyz`. Default: true. */
  health?: boolean
}

/**
 * All of Latchkey in one Fastify app: its routes, and `security`, `request.principal` and
 * `await request.user()` for the routes of the host, which are declared after it has been awaited.
 * Migrates the database first.
 *
 * @throws {Error} for options that are unknown or mean nothing, for routes that were declared
 *   before, in a scope of the app, and when `NODE_ENV` is production and `secret`, `publicUrl` or
 *   `bcryptCost` is not. Nothing has been opened then.
 */
export const latchkey = fp<LatchkeyOptions>(
  async (app, options) => {
    checkOptions(options)
    refuseEarlierRoutes(app)
    refuseUnguardedRoutes(app)
    const { docs = true, health = true, problems = {} } = options
    const secret = typeof options.secret === 'string' ? ([options.secret] as const) : options.secret
    if (process.env['NODE_ENV'] === 'production') requireStrength({ ...options, secret })
    for (const warning of secretWarnings(secret)) app.log.warn(warning)
    const database = await openFor(options.database, (error) => app.log.error(error))
    app.addHook('onClose', () => database.close())
    await migrate(database.db)

    await app.register(core, {
      ...options,
      database: database.db,
      listen: database.listen,
      keyring: createKeyring(secret),
      accessTokenLifetime: options.lifetimes?.accessToken,
    })
    await app.register(auth, options)
    await app.register(admin, { sessions: app.auth.sessions })
    await app.register(contractRoutes(revocationRoutes))
    await app.register(contractRoutes(referenceRoutes), { version: VERSION, docs, problems })
    if (health) await app.register(contractRoutes(healthRoutes))
  },
  { name: 'latchkey', fastify: '5.x' },
)
