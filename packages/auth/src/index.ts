import type { Auth } from './plugin.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly auth: Auth
  }
}

export type { Accounts } from './accounts.ts'
export type { AuthHooks, UserAdditions, UserDraft } from './hooks.ts'
export { canonicalEmail, canonicalUsername } from './identifiers.ts'
export { auth, DEFAULT_LIFETIMES, type Auth, type AuthOptions } from './plugin.ts'
export type { RequestContext } from './request-context.ts'
export type { Client, OpenSession, SessionLifetimes, Sessions } from './sessions.ts'
export type { SigningKeys } from './signing-keys.ts'
export type { Users } from './users.ts'
