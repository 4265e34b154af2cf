export { latchkey, type LatchkeyOptions } from './app.ts'
export { userOf, type AuthHooks, type UserAdditions, type UserDraft } from '@latchkey/auth'
export { admin, any, recent, service, session, type Security, type User } from '@latchkey/contracts'
export {
  allows,
  Problem,
  principalOf,
  sessionOf,
  type ApiKeyPrincipal,
  type Principal,
  type ProblemRegistry,
  type SessionPrincipal,
} from '@latchkey/http'
