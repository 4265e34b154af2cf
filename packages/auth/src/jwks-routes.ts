import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { jwks } from '@latchkey/contracts'

export const jwksRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...jwks,
    handler: async () => ({ keys: [...app.auth.signingKeys.publicKeys()] }),
  })
}
