import type { OpenedDatabase } from '@latchkey/database'

import type { Config } from './config.ts'
import type { ServerOptions } from './server.ts'

/** What the settings of a process mean for its server. */
export function serverOptions(config: Config, database: OpenedDatabase): ServerOptions {
  return {
    database,
    secret: config.authSecret,
    publicUrl: config.publicUrl,
    allowHttp: config.allowHttp,
    audience: config.accessTokenAudience ?? [],
    roles: config.roles,
    docs: config.docs,
    bcryptCost: config.bcryptCost,
    passwordMinLength: config.passwordMinLength,
    signingKeyMaxAge: config.signingKeyMaxAge,
    lifetimes: {
      accessToken: config.accessTokenTtl,
      idle: config.refreshTokenTtl,
      maxAge: config.sessionMaxAge,
      raceWindow: config.refreshRaceWindow,
      recoveryWindow: config.refreshRecoveryWindow,
    },
    revocationMaxStale: config.revocationMaxStale,
    logger: { level: config.logLevel },
    trustProxy: config.trustProxy ?? [],
  }
}
