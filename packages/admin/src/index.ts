import type { Admin } from './plugin.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly admin: Admin
  }
}

export { admin, type Admin, type AdminOptions } from './plugin.ts'
export type { SessionLists } from './user-session-routes.ts'
export {
  createUserAdministration,
  type UserAdministration,
  type UserAdministrationOptions,
} from './users.ts'
export type { UserKey, UserSelection } from './user-store.ts'
