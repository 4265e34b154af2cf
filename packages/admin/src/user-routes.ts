import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { adminGetUser, adminListUsers, adminUpdateUser, PAGE_LIMIT } from '@latchkey/contracts'
import { decodeCursor, encodeCursor } from '@latchkey/core'

const LIST = adminListUsers.operationId

/** The id of the last user shown. */
const POSITION = [/^[\da-f-]{36}$/]

export const userRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { keyring } = app.latchkey
  const { users } = app.admin

  app.route({
    ...adminListUsers,
    handler: async ({ query: { query, cursor, limit = PAGE_LIMIT } }) => {
      const [before] = cursor === undefined ? [] : decodeCursor(keyring, LIST, cursor, POSITION)
      const { data, last } = await users.list({ query, before, limit })
      return { data, nextCursor: last === undefined ? null : encodeCursor(keyring, LIST, [last]) }
    },
  })

  app.route({
    ...adminGetUser,
    handler: async (request) => users.get(request.params.userId),
  })

  app.route({
    ...adminUpdateUser,
    handler: async (request) => users.update(request.params.userId, request.body),
  })
}
