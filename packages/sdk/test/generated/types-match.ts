// Generated from the contracts. To change it, change them and run the generator.

import type {
  ProblemDocument,
  getMe,
  jwks,
  login,
  refresh,
  register,
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
  Same<Sdk.User, Static<(typeof getMe.schema.response)[200]>>,
  Same<Sdk.MeUpdate, Static<typeof updateMe.schema.body>>,
  Same<Sdk.JsonWebKeySet, Static<(typeof jwks.schema.response)[200]>>,
  Same<Sdk.Problem, ProblemDocument>,
]
