import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  adminListUserSessions,
  adminRevokeUserSessions,
  type PageQuery,
  type SessionPage,
} from '@latchkey/contracts'
import { sessionOf } from '@latchkey/http'

/** What is needed of the plugin that keeps the sessions. */
export interface SessionLists {
  /** Where `userId` is signed in; `sessionId` is marked as the current one. */
  readonly list: (
    reader: { userId: string; sessionId: string },
    query: PageQuery,
  ) => Promise<SessionPage>
}

export interface UserSessionOptions {
  sessions: SessionLists
}

export const userSessionRoutes: FastifyPluginAsyncTypebox<UserSessionOptions> = async (
  app,
  { sessions },
) => {
  const { users } = app.admin

  app.route({
    ...adminListUserSessions,
    handler: async (request) => {
      const { id: userId } = await users.get(request.params.userId)
      return sessions.list({ userId, sessionId: sessionOf(request).sessionId }, request.query)
    },
  })

  app.route({
    ...adminRevokeUserSessions,
    handler: async (request) => ({ revoked: await users.signOut(request.params.userId) }),
  })
}
