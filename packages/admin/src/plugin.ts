import { contractRoutes } from '@latchkey/http'
import fp from 'fastify-plugin'

import { userRoutes } from './user-routes.ts'
import { userSessionRoutes, type SessionLists } from './user-session-routes.ts'
import { createUserAdministration, type UserAdministration } from './users.ts'

export interface AdminOptions {
  /** Who lists sessions: `app.auth.sessions`. */
  sessions: SessionLists
}

/** What the plugin offers to hosts and to the command, as `app.admin`. */
export interface Admin {
  readonly users: UserAdministration
}

/** Administration of other people's accounts, for users with the role `admin`. */
export const admin = fp<AdminOptions>(
  async (app, { sessions }) => {
    const { db, roles, liveSessions } = app.latchkey
    app.decorate('admin', { users: createUserAdministration(db, { roles, liveSessions }) })
    await app.register(contractRoutes(userRoutes))
    await app.register(contractRoutes(userSessionRoutes), { sessions })
  },
  { name: '@latchkey/admin', fastify: '5.x', dependencies: ['@latchkey/core'] },
)
