import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { getMe, updateMe } from '@latchkey/contracts'
import { sessionOf } from '@latchkey/http'

import { userOf } from './user-of.ts'

export const meRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...getMe,
    handler: userOf,
  })

  app.route({
    ...updateMe,
    handler: async (request) => app.auth.users.update(sessionOf(request).userId, request.body),
  })
}
