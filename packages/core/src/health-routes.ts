import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { livez, readyz } from '@latchkey/contracts'
import { Problem } from '@latchkey/http'
import { sql } from 'kysely'

/** For load balancers: `/livez` depends on the process alone, `/readyz` on the database too. */
export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...livez,
    handler: async () => ({ status: 'ok' as const }),
  })

  app.route({
    ...readyz,
    handler: async () => {
      await sql`select 1`.execute(app.latchkey.db).catch((cause: unknown) => {
        throw new Problem('UNAVAILABLE', { cause })
      })
      return { status: 'ok' as const }
    },
  })
}
