import { jwks } from './jwks.ts'
import { getMe, updateMe } from './me.ts'
import type { Operation } from './operation.ts'
import { docs, errorPage, livez, openApi, readyz } from './operational.ts'
import { login, logout, refresh, register } from './sign-in.ts'

/** Every operation of Latchkey, in the order in which documents and the SDK list them. */
export const operations: readonly Operation[] = [
  register,
  login,
  refresh,
  logout,
  getMe,
  updateMe,
  jwks,
  livez,
  readyz,
  openApi,
  docs,
  errorPage,
]
