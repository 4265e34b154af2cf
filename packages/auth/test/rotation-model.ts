import { DEFAULT_ACCESS_TOKEN_LIFETIME, type KeyringEntry } from '@latchkey/core'
import { CLOCK_TOLERANCE } from '@latchkey/http'

import {
  newSalt,
  newSecret,
  secretHash,
  successorSecret,
  type RefreshToken,
} from '../src/refresh-token.ts'
import { judgeReplay, MAX_RECOVERIES } from '../src/replay.ts'
import type { SessionLifetimes } from '../src/sessions.ts'

/** What a refresh comes to. */
export type Outcome =
  | { readonly how: 'rotated' | 'repeated'; readonly token: RefreshToken; readonly role: string }
  | { readonly how: 'refused'; readonly code: string }

/** The row of a session in memory, with a clock of its own, in seconds. */
interface ModelRow {
  now: number
  generation: number
  hash: Buffer
  previousHash: Buffer | null
  salt: Buffer
  rotatedAt: number | null
  recovered: boolean
  recoveredInRow: number
  idleExpiresAt: number
  expiresAt: number
  revokedAt: Date | null
  role: string
  status: 'active' | 'disabled'
}

export type SessionModel = ReturnType<typeof createModel>

/**
 * A session without a database: what the statements of the store do to the row, with the real
 * verdicts and the real tokens. `rotation.property.test.ts` shows that the real one does the same.
 */
export function createModel(
  sessionId: string,
  role: string,
  lifetimes: SessionLifetimes,
  key: KeyringEntry,
) {
  const first: RefreshToken = { sessionId, generation: 1, secret: newSecret() }
  const row: ModelRow = {
    now: 0,
    generation: 1,
    hash: secretHash(first.secret),
    previousHash: null,
    salt: newSalt(),
    rotatedAt: null,
    recovered: false,
    recoveredInRow: 0,
    idleExpiresAt: lifetimes.idle,
    expiresAt: lifetimes.maxAge,
    revokedAt: null,
    role,
    status: 'active',
  }
  return { first, ...actionsOn(row, lifetimes, key) }
}

function actionsOn(row: ModelRow, lifetimes: SessionLifetimes, key: KeyringEntry) {
  /** A change reaches a session for as long as somebody can hold an access token of it. */
  function isReached(): boolean {
    return row.idleExpiresAt + DEFAULT_ACCESS_TOKEN_LIFETIME + CLOCK_TOLERANCE > row.now
  }

  function revoke() {
    if (isReached()) row.revokedAt ??= new Date(0)
  }

  function answer(how: 'rotated' | 'repeated', presented: RefreshToken): Outcome {
    const secret = successorSecret(presented, row.salt, key)
    const { generation, role } = row
    return { how, role, token: { sessionId: presented.sessionId, generation, secret } }
  }

  function rotate(presented: RefreshToken): Outcome {
    row.salt = newSalt()
    row.previousHash = row.hash
    row.hash = secretHash(successorSecret(presented, row.salt, key))
    row.generation += 1
    row.rotatedAt = row.now
    row.recoveredInRow = row.recovered ? row.recoveredInRow : 0
    row.recovered = false
    row.idleExpiresAt = Math.min(row.now + lifetimes.idle, row.expiresAt)
    return answer('rotated', presented)
  }

  function recover(): boolean {
    row.recoveredInRow += row.recovered ? 0 : 1
    row.recovered = true
    return row.recoveredInRow <= MAX_RECOVERIES
  }

  return {
    refresh(presented: RefreshToken): Outcome {
      const isAlive = !row.revokedAt && row.status === 'active' && row.idleExpiresAt > row.now
      const isNewest =
        presented.generation === row.generation && row.hash.equals(secretHash(presented.secret))
      if (isAlive && isNewest) return rotate(presented)
      const judged = {
        generation: row.generation,
        previous_hash: row.previousHash,
        status: row.status,
        revoked_at: row.revokedAt,
        is_expired: row.idleExpiresAt <= row.now,
        rotated_ago: row.rotatedAt === null ? null : row.now - row.rotatedAt,
      }
      const verdict = judgeReplay(judged, presented, lifetimes)
      if (verdict === 'repeat') return answer('repeated', presented)
      if (verdict === 'recover' && recover()) return answer('repeated', presented)
      if (verdict !== 'recover' && verdict !== 'reuse') return { how: 'refused', code: verdict }
      revoke()
      return { how: 'refused', code: 'REFRESH_TOKEN_REUSED' }
    },
    pass(seconds: number) {
      row.now += seconds
    },
    revoke,
    disable() {
      if (isReached()) row.status = 'disabled'
    },
    demote() {
      if (isReached()) row.role = 'user'
    },
    isOver: () => row.revokedAt !== null || row.status !== 'active',
    isNewest: ({ generation, secret }: RefreshToken) =>
      generation === row.generation && row.hash.equals(secretHash(secret)),
    /** The same session, to try out what would happen. */
    clone: () => actionsOn({ ...row }, lifetimes, key),
  }
}
