import { secretHash, type RefreshToken } from './refresh-token.ts'
import type { SessionRow } from './session-store.ts'

/** Generations in a row whose answer may get lost; one more means that two parties take turns. */
export const MAX_RECOVERIES = 2

/** For how long a refresh token that was replaced is still worth something, in seconds. */
export interface ReplayWindows {
  readonly raceWindow: number
  readonly recoveryWindow: number
}

/** What the row of a session says about tokens that are not its newest. */
export interface ReplayedSession extends Pick<
  SessionRow,
  'generation' | 'previous_hash' | 'status' | 'revoked_at'
> {
  readonly is_expired: boolean
  /** Seconds since the last rotation; `null` when there was none. */
  readonly rotated_ago: number | null
}

/**
 * - `repeat`: the answer of the last rotation once more, as often as it is asked for.
 * - `recover`: the same, but it counts: the answer seems to have been lost.
 * - `reuse`: two parties hold the token, so the session ends.
 * - a code: refused, and nothing else happens.
 */
export type ReplayVerdict =
  | 'repeat'
  | 'recover'
  | 'reuse'
  | 'SESSION_REVOKED'
  | 'SESSION_EXPIRED'
  | 'REFRESH_TOKEN_INVALID'

/** Judges a genuine token that did not rotate its session, because it is not the newest or that is over. */
export function judgeReplay(
  row: ReplayedSession,
  presented: RefreshToken,
  { raceWindow, recoveryWindow }: ReplayWindows,
): ReplayVerdict {
  if (row.revoked_at || row.status !== 'active') return 'SESSION_REVOKED'
  if (row.is_expired) return 'SESSION_EXPIRED'
  const behind = row.generation - presented.generation
  // Not a token that this session was ever given, or one that was overtaken by a concurrent refresh.
  if (behind < 1) return 'REFRESH_TOKEN_INVALID'
  const age = row.rotated_ago ?? Infinity
  if (behind === 1 && row.previous_hash?.equals(secretHash(presented.secret))) {
    if (age <= raceWindow) return 'repeat'
    return age <= recoveryWindow ? 'recover' : 'reuse'
  }
  // A packet that was on its way while two rotations happened proves nothing.
  return behind === 2 && age <= raceWindow ? 'REFRESH_TOKEN_INVALID' : 'reuse'
}
