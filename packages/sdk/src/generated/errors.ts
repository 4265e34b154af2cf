// Generated from the contracts. To change it, change them and run the generator.

/** What to branch on. A code never changes its meaning. */
export type ProblemCode =
  /** 400: The request does not match the contract. */
  | 'INVALID_REQUEST'
  /** 401: No credential was sent. */
  | 'TOKEN_MISSING'
  /** 401: The access token has expired. */
  | 'TOKEN_EXPIRED'
  /** 401: The access token is not valid. */
  | 'TOKEN_INVALID'
  /** 401: The session has ended. */
  | 'SESSION_REVOKED'
  /** 401: A second factor is required. */
  | 'SECOND_FACTOR_REQUIRED'
  /** 401: The identifier or the password is wrong. */
  | 'INVALID_CREDENTIALS'
  /** 401: The refresh token is not valid. */
  | 'REFRESH_TOKEN_INVALID'
  /** 401: An old refresh token was presented again. */
  | 'REFRESH_TOKEN_REUSED'
  /** 401: The session has expired. */
  | 'SESSION_EXPIRED'
  /** 401: The API key is not valid. */
  | 'API_KEY_INVALID'
  /** 401: The API key has expired. */
  | 'API_KEY_EXPIRED'
  /** 401: The API key was revoked. */
  | 'API_KEY_REVOKED'
  /** 401: A recent sign-in is required. */
  | 'REAUTHENTICATION_REQUIRED'
  /** 403: The credential lacks a permission. */
  | 'FORBIDDEN'
  /** 403: The CSRF token is missing or wrong. */
  | 'CSRF_INVALID'
  /** 403: The origin is not allowed. */
  | 'ORIGIN_NOT_ALLOWED'
  /** 403: The e-mail address is not verified. */
  | 'EMAIL_NOT_VERIFIED'
  /** 403: The account is disabled. */
  | 'ACCOUNT_DISABLED'
  /** 404: There is nothing here. */
  | 'NOT_FOUND'
  /** 405: The path does not support this method. */
  | 'METHOD_NOT_ALLOWED'
  /** 408: The request took too long to arrive. */
  | 'REQUEST_TIMEOUT'
  /** 409: The e-mail address is taken. */
  | 'EMAIL_TAKEN'
  /** 409: The username is taken. */
  | 'USERNAME_TAKEN'
  /** 409: The provider account must be linked first. */
  | 'ACCOUNT_LINK_REQUIRED'
  /** 409: This is the last way to sign in. */
  | 'LAST_SIGN_IN_METHOD'
  /** 409: This is the last administrator. */
  | 'LAST_ADMIN'
  /** 413: The body is too large. */
  | 'PAYLOAD_TOO_LARGE'
  /** 431: The URL or the headers are too large. */
  | 'REQUEST_TOO_LARGE'
  /** 415: The media type is not supported. */
  | 'UNSUPPORTED_MEDIA_TYPE'
  /** 422: The password is too easy to guess. */
  | 'PASSWORD_TOO_WEAK'
  /** 422: The code is not valid. */
  | 'CODE_INVALID'
  /** 429: Too many requests. */
  | 'RATE_LIMITED'
  /** 429: Too many failed attempts. */
  | 'TOO_MANY_ATTEMPTS'
  /** 400: The sign-in was cancelled at the provider. */
  | 'OAUTH_DENIED'
  /** 400: The sign-in at the provider cannot be completed. */
  | 'OAUTH_STATE_INVALID'
  /** 502: The provider did not answer as it should. */
  | 'OAUTH_PROVIDER_FAILED'
  /** 400: The redirect target is not allowed. */
  | 'REDIRECT_NOT_ALLOWED'
  /** 500: Something went wrong on the server. */
  | 'INTERNAL'
  /** 503: The server cannot answer right now. */
  | 'UNAVAILABLE'

export type RegisterProblem =
  | 'INVALID_REQUEST'
  | 'EMAIL_TAKEN'
  | 'USERNAME_TAKEN'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'PASSWORD_TOO_WEAK'
  | 'RATE_LIMITED'
  | 'TOO_MANY_ATTEMPTS'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type LoginProblem =
  | 'INVALID_REQUEST'
  | 'INVALID_CREDENTIALS'
  | 'SECOND_FACTOR_REQUIRED'
  | 'EMAIL_NOT_VERIFIED'
  | 'ACCOUNT_DISABLED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'TOO_MANY_ATTEMPTS'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type RefreshProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'REFRESH_TOKEN_INVALID'
  | 'REFRESH_TOKEN_REUSED'
  | 'SESSION_EXPIRED'
  | 'SESSION_REVOKED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type LogoutProblem =
  | 'INVALID_REQUEST'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type ReauthenticateProblem =
  | 'INVALID_REQUEST'
  | 'INVALID_CREDENTIALS'
  | 'SECOND_FACTOR_REQUIRED'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'TOO_MANY_ATTEMPTS'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type ChangePasswordProblem =
  | 'INVALID_REQUEST'
  | 'INVALID_CREDENTIALS'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'PASSWORD_TOO_WEAK'
  | 'RATE_LIMITED'
  | 'TOO_MANY_ATTEMPTS'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type GetMeProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type UpdateMeProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'USERNAME_TAKEN'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type ListSessionsProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type RevokeSessionProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type RevokeOtherSessionsProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type AdminListUsersProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type AdminGetUserProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type AdminUpdateUserProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'LAST_ADMIN'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type AdminListUserSessionsProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type AdminRevokeUserSessionsProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type RotateSigningKeyProblem =
  | 'INVALID_REQUEST'
  | 'TOKEN_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'SESSION_REVOKED'
  | 'API_KEY_INVALID'
  | 'API_KEY_EXPIRED'
  | 'API_KEY_REVOKED'
  | 'REAUTHENTICATION_REQUIRED'
  | 'FORBIDDEN'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL'
  | 'UNAVAILABLE'

export type JwksProblem = 'INTERNAL' | 'UNAVAILABLE'
