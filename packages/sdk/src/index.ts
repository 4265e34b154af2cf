export type { Answer, Call, CallOptions, Result } from './call.ts'
export { createAuth, type Auth, type AuthOptions } from './create-auth.ts'
export {
  AbortedError,
  ApiError,
  ConnectionError,
  isLatchkeyError,
  LatchkeyError,
  RequestTimeoutError,
  SessionChangedError,
  SessionExpiredError,
  StorageError,
  type CallError,
  type ExpiryReason,
} from './errors.ts'
export type { AuthEvent, AuthEventType, AuthListener } from './events.ts'
export type { FetchInit } from './fetch.ts'
export type { ProblemCode } from './generated/errors.ts'
export type {
  AdminUser,
  AdminUserPage,
  AdminUserUpdate,
  AuthResult,
  Credentials,
  JsonObject,
  JsonValue,
  JsonWebKeySet,
  MeUpdate,
  PageQuery,
  PasswordChange,
  Problem,
  PublicKey,
  Reauthentication,
  ReauthenticationResult,
  RefreshRequest,
  Registration,
  RevokedSessions,
  Session,
  SessionPage,
  SessionSummary,
  SigningKey,
  SigningKeyList,
  SigningKeyRotation,
  TokenResult,
  User,
  UserQuery,
} from './generated/types.ts'
export {
  isAbortedError,
  isApiError,
  isConnectionError,
  isRequestTimeoutError,
  isSessionChangedError,
  isSessionExpiredError,
  isStorageError,
} from './guards.ts'
export { localStorageStore } from './local-storage-store.ts'
export { memoryStore } from './memory-store.ts'
export type { PagedCall } from './paged.ts'
export type { OnReauthenticate } from './step-up.ts'
export type { DeviceStore, StoredSession, TokenStore } from './store.ts'
export type { Fetch } from './transport.ts'
export type { AuthState } from './vault.ts'
