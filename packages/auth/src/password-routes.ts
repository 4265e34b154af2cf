import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { changePassword, reauthenticate } from '@latchkey/contracts'
import { sessionOf } from '@latchkey/http'

import { requestContext } from './request-context.ts'

export const passwordRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { passwords } = app.auth

  app.route({
    ...reauthenticate,
    handler: async (request) => {
      const { password } = request.body
      return passwords.reauthenticate(sessionOf(request), password, requestContext(request))
    },
  })

  app.route({
    ...changePassword,
    handler: async (request, reply) => {
      await passwords.change(sessionOf(request), request.body, requestContext(request))
      return reply.code(204).send(null)
    },
  })
}
