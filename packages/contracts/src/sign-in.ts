import { Type, type Static } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { NoContent } from './primitives.ts'
import { problem } from './problem.ts'
import { AuthResult, DeviceToken, RefreshToken, TokenResult, Transport } from './tokens.ts'
import { DisplayName, Email, Password, Profile, Username } from './user.ts'

/** An account is known by an e-mail address, a username, or both. */
const IDENTIFIED = { anyOf: [{ required: ['email'] }, { required: ['username'] }] }

export const Registration = Type.Object(
  {
    email: Type.Optional(Email),
    username: Type.Optional(Username),
    password: Password,
    name: Type.Optional(DisplayName),
    profile: Type.Optional(Profile),
    transport: Type.Optional(Transport),
  },
  {
    title: 'Registration',
    description: 'A new account.',
    additionalProperties: false,
    ...IDENTIFIED,
  },
)
export type Registration = Static<typeof Registration>

export const register = defineOperation({
  operationId: 'register',
  method: 'POST',
  url: '/api/auth/register',
  security: 'public',
  limits: ['credential'],
  sdk: 'signUp',
  session: 'starts',
  schema: {
    summary: 'Create an account and sign in',
    tags: ['auth'],
    body: Registration,
    response: {
      201: AuthResult,
      409: problem('EMAIL_TAKEN', 'USERNAME_TAKEN'),
      422: problem('PASSWORD_TOO_WEAK'),
    },
  },
})

export const Credentials = Type.Object(
  {
    email: Type.Optional(Email),
    username: Type.Optional(Username),
    password: Password,
    transport: Type.Optional(Transport),
    deviceToken: Type.Optional(DeviceToken),
  },
  {
    title: 'Credentials',
    description: 'What an account signs in with.',
    additionalProperties: false,
    oneOf: [{ required: ['email'] }, { required: ['username'] }],
  },
)
export type Credentials = Static<typeof Credentials>

export const login = defineOperation({
  operationId: 'login',
  method: 'POST',
  url: '/api/auth/login',
  security: 'public',
  limits: ['credential'],
  sdk: 'signIn',
  session: 'starts',
  schema: {
    summary: 'Sign in with an e-mail address or a username',
    tags: ['auth'],
    body: Credentials,
    response: {
      200: AuthResult,
      401: problem('INVALID_CREDENTIALS', 'SECOND_FACTOR_REQUIRED'),
      403: problem('EMAIL_NOT_VERIFIED', 'ACCOUNT_DISABLED'),
    },
  },
})

export const RefreshRequest = Type.Object(
  { refreshToken: Type.Optional(RefreshToken) },
  {
    title: 'RefreshRequest',
    description: 'Names a session by its refresh token.',
    additionalProperties: false,
  },
)

export const refresh = defineOperation({
  operationId: 'refresh',
  method: 'POST',
  url: '/api/auth/refresh',
  security: 'public',
  limits: ['token'],
  session: 'renews',
  schema: {
    summary: 'Exchange a refresh token for new tokens',
    tags: ['auth'],
    body: RefreshRequest,
    response: {
      200: TokenResult,
      401: problem(
        'TOKEN_MISSING',
        'REFRESH_TOKEN_INVALID',
        'REFRESH_TOKEN_REUSED',
        'SESSION_EXPIRED',
        'SESSION_REVOKED',
      ),
    },
  },
})

export const logout = defineOperation({
  operationId: 'logout',
  method: 'POST',
  url: '/api/auth/logout',
  security: 'public',
  limits: ['token'],
  sdk: 'signOut',
  session: 'ends',
  schema: {
    summary: 'Sign out',
    description:
      'Ends the session named by the access token (also an expired one) or the refresh token. Answers the same when it has ended already or nothing is named.',
    tags: ['auth'],
    body: RefreshRequest,
    response: { 204: NoContent },
  },
})
