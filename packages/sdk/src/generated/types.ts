// Generated from the contracts. To change it, change them and run the generator.

/** A new account. At least one of `email`, `username` is required. */
export interface Registration {
  /**
   * Kept as typed; two addresses that differ in case only are the same. Format `idn-email`. 3 to
   * 254 characters.
   */
  email?: string
  /**
   * Letters, digits, dots, dashes and underscores; case makes no difference. 1 to 32 characters.
   * Matches `^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$`.
   */
  username?: string
  /** Taken exactly as sent: any Unicode, nothing trimmed or normalised. 1 to 256 characters. */
  password: string
  /** What to call the user. 1 to 200 characters. Matches `^[^\u0000-\u001f\u007f]*$`. */
  name?: string
  /** Data of the application about the user, up to 8 kB of JSON. */
  profile?: JsonObject
  /** How tokens travel; fixed when the session is created. `bearer`: both in the body. */
  transport?: 'bearer'
}

export type JsonObject = { [key: string]: JsonValue }

/** A new session: its tokens and its user. */
export interface AuthResult {
  /** JWT (RFC 9068). Send it as `Authorization: Bearer`. */
  accessToken: string
  /** Opaque. Replaced at every use. */
  refreshToken: string
  tokenType: 'Bearer'
  /** Seconds until the access token expires. */
  expiresIn: number
  /** What a client needs to know about its session. */
  session: SessionSummary
  /** An account, as its owner sees it. */
  user: User
  /** Recognises the device at the next sign-in. Grants nothing. */
  deviceToken: string
}

/** What a client needs to know about its session. */
export interface SessionSummary {
  /** UUID, version 7. Format `uuid`. */
  id: string
  /** ISO 8601 in UTC. Format `date-time`. */
  expiresAt: string
  /** Grows by one at every refresh. */
  generation: number
}

/** An account, as its owner sees it. */
export interface User {
  /** UUID, version 7. Format `uuid`. */
  id: string
  email: string | null
  emailVerified: boolean
  username: string | null
  name: string | null
  locale: string | null
  /** Decides which permissions the user has. */
  role: string
  status: 'active' | 'disabled'
  profile: JsonObject
  /** ISO 8601 in UTC. Format `date-time`. */
  createdAt: string
}

export interface Problem {
  /** Address of a page that explains the code. Format `uri`. */
  type: string
  /** What the code means, the same at every occurrence. */
  title: string
  /** The HTTP status, repeated. */
  status: number
  /** What to branch on. Never changes its meaning. */
  code: string
  /** What is wrong this time. */
  detail?: string
  /** Finds the request in the log of the server. */
  requestId: string
  errors?: {
    /** JSON pointer that starts with /body, /query, /params or /headers. */
    pointer: string
    message: string
  }[]
  /** The role, permission or scope that is missing. */
  required?: string
  /** Seconds since the last sign-in that the operation accepts. */
  maxAge?: number
  /** With SECOND_FACTOR_REQUIRED: names the sign-in to go on with. */
  challenge?: string
  /** The factors that can answer the challenge. */
  factors?: string[]
  /** When the challenge ends. Format `date-time`. */
  expiresAt?: string
}

/** What an account signs in with. Exactly one of `email`, `username` is required. */
export interface Credentials {
  /**
   * Kept as typed; two addresses that differ in case only are the same. Format `idn-email`. 3 to
   * 254 characters.
   */
  email?: string
  /**
   * Letters, digits, dots, dashes and underscores; case makes no difference. 1 to 32 characters.
   * Matches `^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$`.
   */
  username?: string
  /** Taken exactly as sent: any Unicode, nothing trimmed or normalised. 1 to 256 characters. */
  password: string
  /** How tokens travel; fixed when the session is created. `bearer`: both in the body. */
  transport?: 'bearer'
  /** From an earlier sign-in on this device. 1 to 256 characters. */
  deviceToken?: string
}

/** Names a session by its refresh token. */
export interface RefreshRequest {
  /** 1 to 512 characters. */
  refreshToken?: string
}

/** New tokens of a session. */
export interface TokenResult {
  /** JWT (RFC 9068). Send it as `Authorization: Bearer`. */
  accessToken: string
  /** Opaque. Replaced at every use. */
  refreshToken: string
  tokenType: 'Bearer'
  /** Seconds until the access token expires. */
  expiresIn: number
  /** What a client needs to know about its session. */
  session: SessionSummary
}

export interface Reauthentication {
  /** Taken exactly as sent: any Unicode, nothing trimmed or normalised. 1 to 256 characters. */
  password: string
}

export interface ReauthenticationResult {
  /** Replaces the one that was sent. */
  accessToken: string
  tokenType: 'Bearer'
  /** Seconds until the access token expires. */
  expiresIn: number
  /** What a client needs to know about its session. */
  session: SessionSummary
}

export interface PasswordChange {
  /** Taken exactly as sent: any Unicode, nothing trimmed or normalised. 1 to 256 characters. */
  currentPassword: string
  /** Taken exactly as sent: any Unicode, nothing trimmed or normalised. 1 to 256 characters. */
  newPassword: string
}

/** What changes; the rest stays. */
export interface MeUpdate {
  /** What to call the user. 1 to 200 characters. Matches `^[^\u0000-\u001f\u007f]*$`. */
  name?: string | null
  /**
   * Letters, digits, dots, dashes and underscores; case makes no difference. 1 to 32 characters.
   * Matches `^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$`.
   */
  username?: string
  /**
   * BCP 47 language tag. At most 35 characters. Matches
   * `^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$`.
   */
  locale?: string | null
  /** Data of the application about the user, up to 8 kB of JSON. */
  profile?: JsonObject
}

export interface PageQuery {
  /** 1 to 100. Default: `20`. */
  limit?: number
  /** `nextCursor` of the answer before. Opaque. 1 to 512 characters. */
  cursor?: string
}

export interface SessionPage {
  data: Session[]
  nextCursor: string | null
}

export interface Session {
  /** UUID, version 7. Format `uuid`. */
  id: string
  /** ISO 8601 in UTC. Format `date-time`. */
  createdAt: string
  /** ISO 8601 in UTC. Format `date-time`. */
  lastUsedAt: string
  /** ISO 8601 in UTC. Format `date-time`. */
  expiresAt: string
  ip: string | null
  userAgent: string | null
  /** Whether it is the one that asks. */
  current: boolean
}

export interface RevokedSessions {
  /** How many sessions ended. */
  revoked: number
}

export interface UserQuery {
  /**
   * Part of the address, the username or the name; case makes no difference. 1 to 254 characters.
   * Matches `^[^\u0000-\u001f\u007f]*$`.
   */
  query?: string
  /** 1 to 100. Default: `20`. */
  limit?: number
  /** `nextCursor` of the answer before. Opaque. 1 to 512 characters. */
  cursor?: string
}

export interface AdminUserPage {
  data: AdminUser[]
  nextCursor: string | null
}

/** An account, as administrators see it. */
export interface AdminUser {
  /** UUID, version 7. Format `uuid`. */
  id: string
  email: string | null
  emailVerified: boolean
  username: string | null
  name: string | null
  locale: string | null
  /** Decides which permissions the user has. */
  role: string
  status: 'active' | 'disabled'
  profile: JsonObject
  /** ISO 8601 in UTC. Format `date-time`. */
  createdAt: string
  /** Data of the application about the user, which he does not see. */
  appMetadata: JsonObject
}

/** What changes; the rest stays. */
export interface AdminUserUpdate {
  /** One of the roles that the server is set up with. 1 to 100 characters. */
  role?: string
  status?: 'active' | 'disabled'
  /**
   * Why. Kept with the sessions that end; the user is not told. 1 to 200 characters. Matches
   * `^[^\u0000-\u001f\u007f]*$`.
   */
  reason?: string
}

export interface SigningKeyRotation {
  /**
   * The current key was stolen: nothing it signed is trusted any more. Users stay signed in, by a
   * refresh.
   */
  emergency?: boolean
}

export interface SigningKeyList {
  data: SigningKey[]
}

/**
 * A key that signs access tokens. `next` is published and waits, `current` signs, `previous`
 * verifies what it signed, `retired` is not trusted.
 */
export interface SigningKey {
  /** Its name in tokens and in the key set. */
  kid: string
  state: 'current' | 'next' | 'previous' | 'retired'
  /** ISO 8601 in UTC. Format `date-time`. */
  createdAt: string
  /** When it began to sign. Format `date-time`. */
  activatedAt: string | null
  /** When it stopped signing. Format `date-time`. */
  replacedAt: string | null
  /** When it stopped verifying. Format `date-time`. */
  retiredAt: string | null
  /** When it takes the next state by itself. Format `date-time`. */
  changesAt: string | null
}

/** The keys that are valid now (RFC 7517, section 5). */
export interface JsonWebKeySet {
  keys: PublicKey[]
}

/** A key that verifies signatures (RFC 7517). */
export interface PublicKey {
  kty: 'EC'
  crv: 'P-256'
  x: string
  y: string
  kid: string
  use: 'sig'
  alg: 'ES256'
}

/** What JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue }
