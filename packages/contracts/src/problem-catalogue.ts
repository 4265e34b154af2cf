export interface ProblemDefinition {
  /** HTTP status the problem is always sent with. */
  readonly status: number
  /** One short sentence, the same at every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string
  /** For the page behind `type`: when this is answered. */
  readonly when: string
  /** For the same page: what a client should do about it. */
  readonly remedy: string
}

/**
 * Every problem a Latchkey server answers, by its code. A code never changes its meaning and is
 * never reused: clients branch on it.
 */
export const PROBLEMS = {
  INVALID_REQUEST: {
    status: 400,
    title: 'The request does not match the contract',
    when: 'The body, the query, a path parameter or a header does not fit the schema of the operation, or the JSON is malformed, nested too deeply or names a member twice.',
    remedy:
      'Read `errors`: each entry points at one offending value. Fix it and send the request again.',
  },
  TOKEN_MISSING: {
    status: 401,
    title: 'No credential was sent',
    when: 'The operation needs a signed-in user or an API key, and the request carries neither; or a refresh names no token.',
    remedy: 'Sign in and send `Authorization: Bearer <access token>`.',
  },
  TOKEN_EXPIRED: {
    status: 401,
    title: 'The access token has expired',
    when: 'The access token is genuine, but its lifetime is over, or the rights it states have changed since.',
    remedy: 'Refresh the session and send the request again with the new access token.',
  },
  TOKEN_INVALID: {
    status: 401,
    title: 'The access token is not valid',
    when: 'The token is malformed, forged, of another type, or made by or for somebody else.',
    remedy:
      'Refresh the session once, in case the signing keys were replaced. If that is refused, sign in again.',
  },
  SESSION_REVOKED: {
    status: 401,
    title: 'The session has ended',
    when: 'The user signed out, the account was disabled or its password changed.',
    remedy: 'Refreshing does not help. Sign in again.',
  },
  SECOND_FACTOR_REQUIRED: {
    status: 401,
    title: 'A second factor is required',
    when: 'The first factor was right, and the account asks for another one. Nobody is signed in yet.',
    remedy: 'Answer the challenge with one of the factors it lists before it expires.',
  },
  INVALID_CREDENTIALS: {
    status: 401,
    title: 'The identifier or the password is wrong',
    when: 'No account has this identifier, or its password is another one. Which of the two is not told.',
    remedy: 'Check both and try again, or reset the password.',
  },
  REFRESH_TOKEN_INVALID: {
    status: 401,
    title: 'The refresh token is not valid',
    when: 'The token is malformed, was not issued here, or was overtaken by a newer one a moment ago.',
    remedy: 'Use the newest refresh token of the session, or sign in again.',
  },
  REFRESH_TOKEN_REUSED: {
    status: 401,
    title: 'An old refresh token was presented again',
    when: 'A refresh token that had been replaced long ago came back. Two parties hold tokens of the session, so it was ended.',
    remedy: 'Sign in again. If you did not present the old token yourself, somebody copied it.',
  },
  SESSION_EXPIRED: {
    status: 401,
    title: 'The session has expired',
    when: 'The session was not used for longer than its idle time, or reached its greatest age.',
    remedy: 'Sign in again.',
  },
  API_KEY_INVALID: {
    status: 401,
    title: 'The API key is not valid',
    when: 'The key is malformed, unknown, or disabled.',
    remedy: 'Check that the whole key was copied, and that it belongs to this server.',
  },
  API_KEY_EXPIRED: {
    status: 401,
    title: 'The API key has expired',
    when: 'The key is past its expiry date.',
    remedy: 'Create a new key or rotate the old one in time.',
  },
  API_KEY_REVOKED: {
    status: 401,
    title: 'The API key was revoked',
    when: 'The owner or an administrator revoked the key.',
    remedy: 'Create a new key.',
  },
  REAUTHENTICATION_REQUIRED: {
    status: 401,
    title: 'A recent sign-in is required',
    when: 'The operation is sensitive, and the last proof of identity is older than `maxAge` seconds (RFC 9470).',
    remedy: 'Ask for the password again through `reauthenticate`, then repeat the request.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'The credential lacks a permission',
    when: 'The caller is known, but lacks the role, permission or scope that `required` names.',
    remedy: 'Ask an administrator for the missing right.',
  },
  CSRF_INVALID: {
    status: 403,
    title: 'The CSRF token is missing or wrong',
    when: 'A changing request relies on cookies and does not repeat the CSRF token in `X-CSRF-Token`.',
    remedy: 'Fetch a CSRF token for the session and send it in the header.',
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    title: 'The origin is not allowed',
    when: 'A page of an origin that is not on the allow-list made a request with cookies.',
    remedy: 'Add the exact origin to `CORS_ORIGINS` if the page is yours.',
  },
  EMAIL_NOT_VERIFIED: {
    status: 403,
    title: 'The e-mail address is not verified',
    when: 'The password is right, and the server wants the address to be confirmed before it signs anybody in.',
    remedy: 'Follow the link in the verification mail, or ask for a new one.',
  },
  ACCOUNT_DISABLED: {
    status: 403,
    title: 'The account is disabled',
    when: 'The password is right, but an administrator disabled the account.',
    remedy: 'Ask an administrator.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'There is nothing here',
    when: 'No such path or object exists, or it belongs to somebody else.',
    remedy: 'Check the path and the id.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'The path does not support this method',
    when: 'The path exists, but not with this HTTP method. The `Allow` header lists those it has.',
    remedy: 'Use one of the methods in `Allow`.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'The request took too long to arrive',
    when: 'The headers or the body were not complete in time.',
    remedy: 'Send the request again.',
  },
  EMAIL_TAKEN: {
    status: 409,
    title: 'The e-mail address is taken',
    when: 'Another account has this address.',
    remedy: 'Sign in, reset the password, or use another address.',
  },
  USERNAME_TAKEN: {
    status: 409,
    title: 'The username is taken',
    when: 'Another account has this username; upper and lower case make no difference.',
    remedy: 'Choose another one.',
  },
  ACCOUNT_LINK_REQUIRED: {
    status: 409,
    title: 'The provider account must be linked first',
    when: 'An account with the same e-mail address exists, and nothing proves that both belong to one person.',
    remedy: 'Sign in to the existing account and link the provider there.',
  },
  LAST_SIGN_IN_METHOD: {
    status: 409,
    title: 'This is the last way to sign in',
    when: 'Removing it would lock the account out.',
    remedy: 'Set a password or link another provider first.',
  },
  LAST_ADMIN: {
    status: 409,
    title: 'This is the last administrator',
    when: 'The change would leave nobody who can administer users: no active account with the role `admin`.',
    remedy: 'Give the role to somebody else first.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    when: 'The body exceeds the limit of the operation.',
    remedy: 'Send less.',
  },
  REQUEST_TOO_LARGE: {
    status: 431,
    title: 'The URL or the headers are too large',
    when: 'The request line (then the status is 414) or the header section exceeds the limits of the server.',
    remedy: 'Send fewer or shorter headers; drop stale cookies.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'The media type is not supported',
    when: 'The body is not sent as `application/json`.',
    remedy: 'Send JSON and say so in `Content-Type`.',
  },
  PASSWORD_TOO_WEAK: {
    status: 422,
    title: 'The password is too easy to guess',
    when: 'The new password is too short, among the most common ones, or made of the name or address of its owner.',
    remedy: 'Choose a longer one. `detail` says what is wrong with it.',
  },
  CODE_INVALID: {
    status: 422,
    title: 'The code is not valid',
    when: 'The code or link is wrong, was used before, was replaced by a newer one, or has expired.',
    remedy: 'Ask for a new one.',
  },
  RATE_LIMITED: {
    status: 429,
    title: 'Too many requests',
    when: 'The caller used up its budget for this kind of request.',
    remedy: 'Wait as many seconds as `Retry-After` says.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    title: 'Too many failed attempts',
    when: 'Too many wrong passwords or codes were tried for this account.',
    remedy:
      'Wait as many seconds as `Retry-After` says, use a device that signed in before, or reset the password.',
  },
  OAUTH_DENIED: {
    status: 400,
    title: 'The sign-in was cancelled at the provider',
    when: 'The user or the provider refused the sign-in.',
    remedy: 'Start again, or use another way to sign in.',
  },
  OAUTH_STATE_INVALID: {
    status: 400,
    title: 'The sign-in at the provider cannot be completed',
    when: 'The answer of the provider does not belong to a sign-in that this browser started, or it came too late.',
    remedy: 'Start again in the same browser.',
  },
  OAUTH_PROVIDER_FAILED: {
    status: 502,
    title: 'The provider did not answer as it should',
    when: 'The provider is down, slow, or sent something that does not verify.',
    remedy: 'Try again later, or use another way to sign in.',
  },
  REDIRECT_NOT_ALLOWED: {
    status: 400,
    title: 'The redirect target is not allowed',
    when: '`redirectTo` is not, character by character, one of `REDIRECT_URLS`.',
    remedy: 'Add the exact URL to `REDIRECT_URLS` if it is yours.',
  },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong on the server',
    when: 'The server failed in a way it did not expect. Nothing of the cause is told; the log has it under `requestId`.',
    remedy: 'Try again later, and report the `requestId` if it keeps happening.',
  },
  UNAVAILABLE: {
    status: 503,
    title: 'The server cannot answer right now',
    when: 'The database or the password hashing queue is not available at the moment.',
    remedy: 'Wait as many seconds as `Retry-After` says, then try again.',
  },
} as const satisfies Record<string, ProblemDefinition>

export type ProblemCode = keyof typeof PROBLEMS
