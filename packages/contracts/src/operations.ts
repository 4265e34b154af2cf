import {
  adminGetUser,
  adminListUsers,
  adminListUserSessions,
  adminRevokeUserSessions,
  adminUpdateUser,
} from './admin.ts'
import { jwks } from './jwks.ts'
import { getMe, updateMe } from './me.ts'
import type { Operation } from './operation.ts'
import { docs, errorPage, livez, openApi, readyz } from './operational.ts'
import { changePassword } from './password.ts'
import { listRevocations } from './revocations.ts'
import { listSessions, reauthenticate, revokeOtherSessions, revokeSession } from './sessions.ts'
import { login, logout, refresh, register } from './sign-in.ts'
import { rotateSigningKey } from './signing-keys.ts'

/** Every operation of Latchkey, in the order in which documents and the SDK list them. */
export const operations: readonly Operation[] = [
  register,
  login,
  refresh,
  logout,
  reauthenticate,
  changePassword,
  getMe,
  updateMe,
  listSessions,
  revokeSession,
  revokeOtherSessions,
  adminListUsers,
  adminGetUser,
  adminUpdateUser,
  adminListUserSessions,
  adminRevokeUserSessions,
  rotateSigningKey,
  jwks,
  listRevocations,
  livez,
  readyz,
  openApi,
  docs,
  errorPage,
]
