import type { Core } from './plugin.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** What the plugins of Latchkey share. */
    readonly latchkey: Core
  }
}

export { decodeCursor, encodeCursor } from './cursor.ts'
export { healthRoutes } from './health-routes.ts'
export { createKeyring, type Keyring, type KeyringEntry, type Purpose } from './keyring.ts'
export type { SessionCopies, SessionSelection } from './live-session-store.ts'
export {
  createLiveSessions,
  type LiveSessions,
  type LiveSessionsOptions,
  type SessionChanges,
} from './live-sessions.ts'
export { core, DEFAULT_ACCESS_TOKEN_LIFETIME, type Core, type CoreOptions } from './plugin.ts'
export { listeningUrl, type PublicUrl } from './public-url.ts'
export { referenceRoutes, type ReferenceOptions } from './reference-routes.ts'
export type { RevocationFeed } from './revocation-feed.ts'
export type { LoggedRevocation, RevocationNews } from './revocation-log.ts'
export { revocationRoutes } from './revocation-routes.ts'
export {
  announceSigningKey,
  REVOCATION_CHANNEL,
  type RevocationEntry,
  type SigningKeyChange,
} from './revocation-store.ts'
export { createRoleBook, DEFAULT_ROLES, type RoleBook, type Roles } from './roles.ts'
export { assessSecret } from './secret-strength.ts'
export { toUser } from './user.ts'
