export {
  adminGetUser,
  adminListUsers,
  adminListUserSessions,
  adminRevokeUserSessions,
  adminUpdateUser,
  AdminUser,
  AdminUserUpdate,
  UserQuery,
} from './admin.ts'
export { JsonWebKeySet, jwks, PublicKey } from './jwks.ts'
export { getMe, MeUpdate, updateMe } from './me.ts'
export {
  defineOperation,
  operationProblems,
  problemCodes,
  type Limit,
  type Operation,
  type OperationSchema,
} from './operation.ts'
export { docs, errorPage, livez, openApi, readyz } from './operational.ts'
export { openApiDocument, type OpenApiDocument, type OpenApiOptions } from './openapi.ts'
export { operations } from './operations.ts'
export { page, PAGE_LIMIT, PageQuery } from './page.ts'
export { changePassword, PasswordChange } from './password.ts'
export {
  choice,
  Id,
  JsonObject,
  line,
  NoContent,
  NotModified,
  nullable,
  Timestamp,
  type JsonValue,
} from './primitives.ts'
export { PROBLEM_MEDIA_TYPE, problem, ProblemDocument } from './problem.ts'
export { PROBLEMS, type ProblemCode, type ProblemDefinition } from './problem-catalogue.ts'
export { listRevocations, RevocationEntry, RevocationList, RevocationQuery } from './revocations.ts'
export {
  admin,
  any,
  recent,
  service,
  session,
  type Requirement,
  type Security,
} from './security.ts'
export {
  listSessions,
  reauthenticate,
  Reauthentication,
  ReauthenticationResult,
  RevokedSessions,
  revokeOtherSessions,
  revokeSession,
  Session,
  SessionPage,
} from './sessions.ts'
export {
  Credentials,
  login,
  logout,
  refresh,
  register,
  RefreshRequest,
  Registration,
} from './sign-in.ts'
export { rotateSigningKey, SigningKey, SigningKeyList, SigningKeyRotation } from './signing-keys.ts'
export { AuthResult, SessionSummary, TokenResult, Transport } from './tokens.ts'
export { User } from './user.ts'
