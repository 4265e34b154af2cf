// Generated from the contracts. To change it, change them and run the generator.

import type { Call, CallOptions, Send } from '../call.ts'
import type {
  GetMeProblem,
  JwksProblem,
  LoginProblem,
  LogoutProblem,
  RegisterProblem,
  UpdateMeProblem,
} from './errors.ts'
import type {
  AuthResult,
  Credentials,
  JsonWebKeySet,
  MeUpdate,
  Registration,
  User,
} from './types.ts'

/** Exchange a refresh token for new tokens. The session does it by itself. */
export const refresh = {
  method: 'POST',
  path: '/api/auth/refresh',
} as const

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
  readonly me: Me
  readonly keys: Keys

  constructor(send: Send) {
    this.#send = send
    this.me = new Me(send)
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
}
