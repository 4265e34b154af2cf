import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { login, logout, refresh, register } from '@latchkey/contracts'
import { Problem, readBearerToken } from '@latchkey/http'

import { requestContext } from './request-context.ts'

export const signInRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { accounts, sessions } = app.auth

  app.route({
    ...register,
    handler: async (request, reply) => {
      const result = await accounts.register(request.body, requestContext(request))
      return reply.code(201).send(result)
    },
  })

  app.route({
    ...login,
    handler: async (request) => accounts.login(request.body, requestContext(request)),
  })

  app.route({
    ...refresh,
    handler: async ({ body: { refreshToken } }) => {
      if (refreshToken === undefined) throw new Problem('TOKEN_MISSING')
      return sessions.refresh(refreshToken)
    },
  })

  app.route({
    ...logout,
    handler: async (request, reply) => {
      const accessToken = readBearerToken(request)
      await sessions.end({ accessToken, refreshToken: request.body.refreshToken })
      return reply.code(204).send(null)
    },
  })
}
