import { CLOCK_TOLERANCE } from '@latchkey/http'

import type { StoredSigningKey } from './signing-key-store.ts'

/** Seconds for which others may keep the key set, as its `Cache-Control` says. */
const JWKS_MAX_AGE = 300

/** Seconds after which every process reads the keys again, even if it missed the announcement. */
export const KEYS_READ_EVERY = 60

/** Seconds that a key must have been published before it signs, so that all who verify have it. */
export const PUBLISHED_BEFORE = JWKS_MAX_AGE + 2 * KEYS_READ_EVERY

/** Seconds that a key is trusted after its last token was due: for clocks and for late readers. */
const TRUSTED_AFTER = CLOCK_TOLERANCE + 2 * KEYS_READ_EVERY

/** Seconds beside the life of a token for which others may need to hear of a change. */
export const NEWS_LIFETIME = JWKS_MAX_AGE + CLOCK_TOLERANCE

/** What a rotation is about. */
export interface KeyPair {
  readonly current: StoredSigningKey
  readonly next: StoredSigningKey
}

export function findPair(keys: readonly StoredSigningKey[]): KeyPair | undefined {
  const current = keys.find(({ state }) => state === 'current')
  const next = keys.find(({ state }) => state === 'next')
  return current && next && { current, next }
}

/**
 * When the next key takes over: the current one is older than `maxAge` seconds, or somebody asked;
 * and the next one is known everywhere.
 */
export function promotionTime({ current, next }: KeyPair, maxAge: number): Date {
  const published = after(next.createdAt, PUBLISHED_BEFORE)
  const tooOld = after(current.activatedAt ?? current.createdAt, maxAge)
  const planned = tooOld > published ? tooOld : published
  return next.promoteAt && next.promoteAt < planned ? next.promoteAt : planned
}

/** When nobody holds a living token of a replaced key any more. */
export function trustEnd(key: StoredSigningKey): Date {
  return after(key.replacedAt ?? key.readAt, key.tokenLifetime + TRUSTED_AFTER)
}

/** Whether `time` had come when `key` was read, by the clock of the database. */
export function isPast(time: Date, { readAt }: StoredSigningKey): boolean {
  return time <= readAt
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000)
}
