import type { User } from './generated/types.ts'

/** A session as it is kept between calls. Whoever reads it can act as the user. */
export interface StoredSession {
  readonly sessionId: string
  /** Grows with every refresh; of two generations the greater one counts. */
  readonly generation: number
  readonly accessToken: string
  readonly refreshToken: string
  /** When the access token expires, by the local clock: milliseconds since 1970. */
  readonly expiresAt: number
  /** How long the access token lives from its receipt, in milliseconds. */
  readonly lifetime: number
  readonly user: User
}

/**
 * Where a client keeps its session between calls. Refreshing, and knowing what is stale, is not its
 * job. Whatever a method throws reaches the application as the cause of a `StorageError`, so it
 * must not hold what was to be stored.
 */
export interface TokenStore {
  /** Stores with the same key keep the same session; without one, each is on its own. */
  readonly key?: string
  load(): Promise<StoredSession | undefined>
  save(session: StoredSession): Promise<void>
  clear(): Promise<void>
  /** Outlives every session. Without it, each sign-in is one from a device that nobody knows. */
  readonly device?: DeviceStore
}

/** Where the token is kept that recognises the device at its next sign-in. It grants nothing. */
export interface DeviceStore {
  load(): Promise<string | undefined>
  save(token: string): Promise<void>
}

/** Whether nothing was refreshed between the two. */
export function isSameGeneration(one: StoredSession, other: StoredSession): boolean {
  return one.sessionId === other.sessionId && one.generation === other.generation
}
