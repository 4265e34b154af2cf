import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { listSessions, revokeOtherSessions, revokeSession } from '@latchkey/contracts'
import { sessionOf } from '@latchkey/http'

export const sessionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { sessions } = app.auth

  app.route({
    ...listSessions,
    handler: async (request) => sessions.list(sessionOf(request), request.query),
  })

  app.route({
    ...revokeSession,
    handler: async (request, reply) => {
      await sessions.endOne(sessionOf(request).userId, request.params.sessionId)
      return reply.code(204).send(null)
    },
  })

  app.route({
    ...revokeOtherSessions,
    handler: async (request) => ({ revoked: await sessions.endOthers(sessionOf(request)) }),
  })
}
