// Generated from the contracts. To change it, change them and run the generator.

import type { Call, CallOptions, Send } from '../call.ts'
import { paged, type PagedCall } from '../paged.ts'
import type {
  AdminGetUserProblem,
  AdminListUserSessionsProblem,
  AdminListUsersProblem,
  AdminRevokeUserSessionsProblem,
  AdminUpdateUserProblem,
  ChangePasswordProblem,
  GetMeProblem,
  JwksProblem,
  ListSessionsProblem,
  LoginProblem,
  LogoutProblem,
  ReauthenticateProblem,
  RegisterProblem,
  RevokeOtherSessionsProblem,
  RevokeSessionProblem,
  RotateSigningKeyProblem,
  UpdateMeProblem,
} from './errors.ts'
import type {
  AdminUser,
  AdminUserPage,
  AdminUserUpdate,
  AuthResult,
  Credentials,
  JsonWebKeySet,
  MeUpdate,
  PageQuery,
  PasswordChange,
  Reauthentication,
  ReauthenticationResult,
  Registration,
  RevokedSessions,
  SessionPage,
  SigningKeyList,
  SigningKeyRotation,
  User,
  UserQuery,
} from './types.ts'

/** Exchange a refresh token for new tokens. The session does it by itself. */
export const refresh = {
  method: 'POST',
  path: '/api/auth/refresh',
} as const

/** `auth.password` */
export class Password {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /**
   * Change the password.
   *
   * Every other session of the user ends.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `INVALID_CREDENTIALS`, `TOKEN_MISSING`, `TOKEN_EXPIRED`,
   * `TOKEN_INVALID`, `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`,
   * `FORBIDDEN`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `PASSWORD_TOO_WEAK`,
   * `RATE_LIMITED`, `TOO_MANY_ATTEMPTS`, `INTERNAL`, `UNAVAILABLE`
   */
  change(body: PasswordChange, options?: CallOptions): Call<void, ChangePasswordProblem> {
    return this.#send({
      method: 'POST',
      path: '/api/auth/password/change',
      auth: true,
      body,
      options,
    })
  }
}

/** `auth.me` */
export class Me {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /**
   * The signed-in user.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `INTERNAL`, `UNAVAILABLE`
   */
  get(options?: CallOptions): Call<User, GetMeProblem> {
    return this.#send({
      method: 'GET',
      path: '/api/auth/me',
      auth: true,
      session: 'describes',
      options,
    })
  }

  /**
   * Change what the user says about himself.
   *
   * Members that are left out stay as they are; `profile` is replaced as a whole.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `USERNAME_TAKEN`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`, `UNAVAILABLE`
   */
  update(body: MeUpdate, options?: CallOptions): Call<User, UpdateMeProblem> {
    return this.#send({
      method: 'PATCH',
      path: '/api/auth/me',
      auth: true,
      session: 'describes',
      body,
      options,
    })
  }
}

/** `auth.sessions` */
export class Sessions {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /**
   * Where the user is signed in.
   *
   * The session used last comes first.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `INTERNAL`, `UNAVAILABLE`
   */
  list(query: PageQuery = {}, options?: CallOptions): PagedCall<SessionPage, ListSessionsProblem> {
    return paged(query, (query) =>
      this.#send({
        method: 'GET',
        path: '/api/auth/sessions',
        auth: true,
        query,
        options,
      }),
    )
  }

  /**
   * Sign out one device.
   *
   * Also the one that asks. Sessions of others answer as unknown ones do.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `NOT_FOUND`, `INTERNAL`, `UNAVAILABLE`
   */
  revoke(sessionId: string, options?: CallOptions): Call<void, RevokeSessionProblem> {
    return this.#send({
      method: 'DELETE',
      path: '/api/auth/sessions/:sessionId',
      auth: true,
      params: { sessionId },
      options,
    })
  }

  /**
   * Sign out every other device.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `INTERNAL`, `UNAVAILABLE`
   */
  revokeOthers(options?: CallOptions): Call<RevokedSessions, RevokeOtherSessionsProblem> {
    return this.#send({
      method: 'DELETE',
      path: '/api/auth/sessions',
      auth: true,
      options,
    })
  }
}

/** `auth.admin.users` */
export class AdminUsers {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /**
   * All users, newest first.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `INTERNAL`, `UNAVAILABLE`
   */
  list(
    query: UserQuery = {},
    options?: CallOptions,
  ): PagedCall<AdminUserPage, AdminListUsersProblem> {
    return paged(query, (query) =>
      this.#send({
        method: 'GET',
        path: '/api/admin/users',
        auth: true,
        query,
        options,
      }),
    )
  }

  /**
   * One user.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `NOT_FOUND`, `INTERNAL`, `UNAVAILABLE`
   */
  get(userId: string, options?: CallOptions): Call<AdminUser, AdminGetUserProblem> {
    return this.#send({
      method: 'GET',
      path: '/api/admin/users/:userId',
      auth: true,
      params: { userId },
      options,
    })
  }

  /**
   * Change the role of a user, disable or enable him.
   *
   * Takes effect at once: access tokens that state the old role answer `TOKEN_EXPIRED`, and a
   * refresh brings the new one. Disabling ends every session.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `NOT_FOUND`, `LAST_ADMIN`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `INTERNAL`,
   * `UNAVAILABLE`
   */
  update(
    userId: string,
    body: AdminUserUpdate,
    options?: CallOptions,
  ): Call<AdminUser, AdminUpdateUserProblem> {
    return this.#send({
      method: 'PATCH',
      path: '/api/admin/users/:userId',
      auth: true,
      params: { userId },
      body,
      options,
    })
  }
}

/** `auth.admin.sessions` */
export class AdminSessions {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /**
   * Where a user is signed in.
   *
   * The session used last comes first.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `NOT_FOUND`, `INTERNAL`, `UNAVAILABLE`
   */
  list(
    userId: string,
    query: PageQuery = {},
    options?: CallOptions,
  ): PagedCall<SessionPage, AdminListUserSessionsProblem> {
    return paged(query, (query) =>
      this.#send({
        method: 'GET',
        path: '/api/admin/users/:userId/sessions',
        auth: true,
        params: { userId },
        query,
        options,
      }),
    )
  }

  /**
   * Sign a user out everywhere.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`,
   * `NOT_FOUND`, `INTERNAL`, `UNAVAILABLE`
   */
  revoke(
    userId: string,
    options?: CallOptions,
  ): Call<RevokedSessions, AdminRevokeUserSessionsProblem> {
    return this.#send({
      method: 'DELETE',
      path: '/api/admin/users/:userId/sessions',
      auth: true,
      params: { userId },
      options,
    })
  }
}

/** `auth.admin.signingKeys` */
export class AdminSigningKeys {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /**
   * Replace the key that signs access tokens.
   *
   * The next key takes over as soon as it has been published for so long that everybody has it: at
   * once, or within minutes, as `changesAt` tells. Tokens stay valid. Each call asks for one
   * rotation; while one is due already it adds none.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`,
   * `SESSION_REVOKED`, `API_KEY_INVALID`, `API_KEY_EXPIRED`, `API_KEY_REVOKED`,
   * `REAUTHENTICATION_REQUIRED`, `FORBIDDEN`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
   * `INTERNAL`, `UNAVAILABLE`
   */
  rotate(
    body: SigningKeyRotation = {},
    options?: CallOptions,
  ): Call<SigningKeyList, RotateSigningKeyProblem> {
    return this.#send({
      method: 'POST',
      path: '/api/admin/signing-keys/rotate',
      auth: true,
      body,
      options,
    })
  }
}

/** `auth.admin` */
export class Admin {
  readonly users: AdminUsers
  readonly sessions: AdminSessions
  readonly signingKeys: AdminSigningKeys

  constructor(send: Send) {
    this.users = new AdminUsers(send)
    this.sessions = new AdminSessions(send)
    this.signingKeys = new AdminSigningKeys(send)
  }
}

/** `auth.keys` */
export class Keys {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /**
   * The public keys that verify access tokens (RFC 7517).
   *
   * @throws {ApiError} `INTERNAL`, `UNAVAILABLE`
   */
  list(options?: CallOptions): Call<JsonWebKeySet, JwksProblem> {
    return this.#send({
      method: 'GET',
      path: '/.well-known/jwks.json',
      options,
    })
  }
}

/** Everything a client can ask of a server. */
export class Client {
  readonly #send: Send
  readonly password: Password
  readonly me: Me
  readonly sessions: Sessions
  readonly admin: Admin
  readonly keys: Keys

  constructor(send: Send) {
    this.#send = send
    this.password = new Password(send)
    this.me = new Me(send)
    this.sessions = new Sessions(send)
    this.admin = new Admin(send)
    this.keys = new Keys(send)
  }

  /**
   * Create an account and sign in.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `EMAIL_TAKEN`, `USERNAME_TAKEN`, `PAYLOAD_TOO_LARGE`,
   * `UNSUPPORTED_MEDIA_TYPE`, `PASSWORD_TOO_WEAK`, `RATE_LIMITED`, `TOO_MANY_ATTEMPTS`, `INTERNAL`,
   * `UNAVAILABLE`
   */
  signUp(body: Registration, options?: CallOptions): Call<AuthResult, RegisterProblem> {
    return this.#send({
      method: 'POST',
      path: '/api/auth/register',
      session: 'starts',
      body,
      options,
    })
  }

  /**
   * Sign in with an e-mail address or a username.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `INVALID_CREDENTIALS`, `SECOND_FACTOR_REQUIRED`,
   * `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
   * `RATE_LIMITED`, `TOO_MANY_ATTEMPTS`, `INTERNAL`, `UNAVAILABLE`
   */
  signIn(body: Credentials, options?: CallOptions): Call<AuthResult, LoginProblem> {
    return this.#send({
      method: 'POST',
      path: '/api/auth/login',
      session: 'starts',
      device: true,
      body,
      options,
    })
  }

  /**
   * Sign out.
   *
   * Ends the session named by the access token (also an expired one) or the refresh token. Answers
   * the same when it has ended already or nothing is named.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`,
   * `RATE_LIMITED`, `INTERNAL`, `UNAVAILABLE`
   */
  signOut(options?: CallOptions): Call<void, LogoutProblem> {
    return this.#send({
      method: 'POST',
      path: '/api/auth/logout',
      session: 'ends',
      options,
    })
  }

  /**
   * Prove again who is signed in.
   *
   * The access token it answers is accepted where a recent sign-in is asked for. The refresh token
   * stays as it is.
   *
   * @throws {ApiError} `INVALID_REQUEST`, `INVALID_CREDENTIALS`, `SECOND_FACTOR_REQUIRED`,
   * `TOKEN_MISSING`, `TOKEN_EXPIRED`, `TOKEN_INVALID`, `SESSION_REVOKED`, `API_KEY_INVALID`,
   * `API_KEY_EXPIRED`, `API_KEY_REVOKED`, `FORBIDDEN`, `PAYLOAD_TOO_LARGE`,
   * `UNSUPPORTED_MEDIA_TYPE`, `RATE_LIMITED`, `TOO_MANY_ATTEMPTS`, `INTERNAL`, `UNAVAILABLE`
   */
  reauthenticate(
    body: Reauthentication,
    options?: CallOptions,
  ): Call<ReauthenticationResult, ReauthenticateProblem> {
    return this.#send({
      method: 'POST',
      path: '/api/auth/reauthenticate',
      auth: true,
      session: 'confirms',
      body,
      options,
    })
  }
}
