import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { livez, readyz } from '@latchkey/contracts'
import { Problem } from '@latchkey/http'
import { sql } from 'kysely'

import { NOT_FRESH } from './revocation-feed.ts'

/**
 * For load balancers: `/livez` depends on the process alone, `/readyz` also on the database and on
 * whether it is known what was revoked.
 */
export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...livez,
    handler: async () => ({ status: 'ok' as const }),
  })

  app.route({
    ...readyz,
    handler: async () => {
      if (!app.latchkey.revocationFeed.isFresh()) {
        throw new Problem('UNAVAILABLE', { detail: NOT_FRESH })
      }
      await sql`select 1`.execute(app.latchkey.db).catch((cause: unknown) => {
        throw new Problem('UNAVAILABLE', { cause })
      })
      return { status: 'ok' as const }
    },
  })
}
