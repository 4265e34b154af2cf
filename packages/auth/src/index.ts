import type { Auth } from './plugin.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly auth: Auth
  }
}

export type { Accounts } from './accounts.ts'
export type { AuthHooks, UserDraft } from './hooks.ts'
export { canonicalEmail, canonicalUsername } from './identifiers.ts'
export {
  createKeyRotation,
  type KeyRotation,
  type KeyRotationOptions,
  type KeyStatus,
} from './key-rotation.ts'
export type { ChangePassword } from './password-change.ts'
export {
  auth,
  DEFAULT_LIFETIMES,
  DEFAULT_SIGNING_KEY_MAX_AGE,
  type Auth,
  type AuthOptions,
  type Passwords,
} from './plugin.ts'
export type { Reauthenticate } from './reauthentication.ts'
export type { Client, RequestContext } from './request-context.ts'
export {
  createSecretUses,
  type SecretUse,
  type SecretUses,
  type SecretUsesOptions,
} from './secret-use.ts'
export type { SessionList } from './session-list.ts'
export type { OpenSession, SessionLifetimes, Sessions } from './sessions.ts'
export type { SigningKeys } from './signing-keys.ts'
export type { UserAdditions } from './user-additions.ts'
export { userOf } from './user-of.ts'
export type { Users } from './users.ts'
