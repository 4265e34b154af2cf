// Generated from the contracts. To change it, change them and run the generator.

import type {
  ProblemDocument,
  adminGetUser,
  adminListUsers,
  adminUpdateUser,
  changePassword,
  getMe,
  jwks,
  listSessions,
  login,
  reauthenticate,
  refresh,
  register,
  revokeOtherSessions,
  rotateSigningKey,
  updateMe,
} from '@latchkey/contracts'
import type { Static } from '@sinclair/typebox'

import type * as Sdk from '../../src/generated/types.ts'

/** Refuses two types of which one does not accept the other. */
type Same<A extends B, B extends C, C = A> = [A, B, C]

export type Assertions = [
  Same<Sdk.Registration, Static<typeof register.schema.body>>,
  Same<Sdk.AuthResult, Static<(typeof register.schema.response)[201]>>,
  Same<Sdk.Credentials, Static<typeof login.schema.body>>,
  Same<Sdk.RefreshRequest, Static<typeof refresh.schema.body>>,
  Same<Sdk.TokenResult, Static<(typeof refresh.schema.response)[200]>>,
  Same<Sdk.Reauthentication, Static<typeof reauthenticate.schema.body>>,
  Same<Sdk.ReauthenticationResult, Static<(typeof reauthenticate.schema.response)[200]>>,
  Same<Sdk.PasswordChange, Static<typeof changePassword.schema.body>>,
  Same<Sdk.User, Static<(typeof getMe.schema.response)[200]>>,
  Same<Sdk.MeUpdate, Static<typeof updateMe.schema.body>>,
  Same<Sdk.PageQuery, Static<typeof listSessions.schema.querystring>>,
  Same<Sdk.SessionPage, Static<(typeof listSessions.schema.response)[200]>>,
  Same<Sdk.RevokedSessions, Static<(typeof revokeOtherSessions.schema.response)[200]>>,
  Same<Sdk.UserQuery, Static<typeof adminListUsers.schema.querystring>>,
  Same<Sdk.AdminUserPage, Static<(typeof adminListUsers.schema.response)[200]>>,
  Same<Sdk.AdminUser, Static<(typeof adminGetUser.schema.response)[200]>>,
  Same<Sdk.AdminUserUpdate, Static<typeof adminUpdateUser.schema.body>>,
  Same<Sdk.SigningKeyRotation, Static<typeof rotateSigningKey.schema.body>>,
  Same<Sdk.SigningKeyList, Static<(typeof rotateSigningKey.schema.response)[200]>>,
  Same<Sdk.JsonWebKeySet, Static<(typeof jwks.schema.response)[200]>>,
  Same<Sdk.Problem, ProblemDocument>,
]
