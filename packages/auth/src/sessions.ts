import type { TokenResult } from '@latchkey/contracts'
import { endSessions, type Core } from '@latchkey/core'
import type { Database } from '@latchkey/database'
import { CLOCK_TOLERANCE, Problem } from '@latchkey/http'

import type { DeviceToken } from './device-token.ts'
import {
  newSalt,
  newSecret,
  parseRefreshToken,
  secretHash,
  successorSecret,
  type RefreshToken,
} from './refresh-token.ts'
import { findSession, insertSession, recoverRotation, rotateSession } from './session-store.ts'
import { FIRST_PARTY, type TokenIssuer } from './token-issuer.ts'

/** Lifetimes in seconds. */
export interface SessionLifetimes {
  accessToken: number
  /** A session that is not refreshed for so long is over. */
  idle: number
  /** No refresh extends a session beyond this. */
  maxAge: number
  /** A replaced refresh token may be presented again for so long, any number of times. */
  raceWindow: number
  /** For so long, a refresh whose answer was lost can be repeated. */
  recoveryWindow: number
}

/** Where a request comes from. */
export interface Client {
  readonly ip: string
  readonly userAgent: string | null
}

export interface OpenSession {
  user: { id: string; role: string }
  client: Client
  device: DeviceToken
  amr: string[]
}

export interface Sessions {
  /** Opens a session for a user who proved who he is. Runs in `db`, which may be a transaction. */
  open(db: Database, session: OpenSession): Promise<TokenResult>
  /**
   * Exchanges a refresh token. The same token again gets the same successor, so racing tabs and
   * lost answers sign nobody out; an old token ends the session, because two parties hold it.
   *
   * @throws {Problem} `REFRESH_TOKEN_INVALID`, `REFRESH_TOKEN_REUSED`, `SESSION_EXPIRED`,
   *   `SESSION_REVOKED`, `UNAVAILABLE`
   */
  refresh(refreshToken: string): Promise<TokenResult>
  /** Ends the session a token names. Ends nothing, silently, when it names none. */
  end(named: { accessToken?: string | undefined; refreshToken?: string | undefined }): Promise<void>
}

export interface SessionsOptions {
  core: Core
  issuer: TokenIssuer
  lifetimes: SessionLifetimes
}

/** Generations in a row whose answer may get lost; one more means that two parties take turns. */
const MAX_RECOVERIES = 2

export function createSessions({ core, issuer, lifetimes }: SessionsOptions): Sessions {
  const { db, keyring, accessTokens, revocations } = core

  async function revoke(sessionId: string, reason: string): Promise<void> {
    // The entry must outlive every access token that the session was given.
    const lifetime = lifetimes.accessToken + CLOCK_TOLERANCE
    const entries = await endSessions(db, { sessionId }, { reason, lifetime })
    for (const entry of entries) revocations.add(entry)
  }

  /** The row has moved on: what is the presented token worth? */
  async function replay(presented: RefreshToken): Promise<TokenResult> {
    const row = await findSession(db, presented.sessionId)
    if (!row) throw new Problem('REFRESH_TOKEN_INVALID')
    if (row.revoked_at || row.status !== 'active') throw new Problem('SESSION_REVOKED')
    if (row.is_expired) throw new Problem('SESSION_EXPIRED')

    const behind = row.generation - presented.generation
    const rotatedAgo = row.rotated_ago ?? Infinity
    const { rotation_salt: salt, rotation_key_id: keyId } = row
    const isPredecessor =
      behind === 1 &&
      salt !== null &&
      keyId !== null &&
      row.previous_hash?.equals(secretHash(presented.secret)) === true
    if (isPredecessor) {
      const isServed =
        rotatedAgo <= lifetimes.raceWindow ||
        (rotatedAgo <= lifetimes.recoveryWindow &&
          (await recoverRotation(db, row.id, row.generation, MAX_RECOVERIES)))
      if (isServed) {
        const entry = keyring.find(keyId)
        if (!entry) throw new Problem('UNAVAILABLE', { internal: `no key ${keyId}` })
        return issuer.issue(row, successorSecret(presented, salt, entry), keyId)
      }
    }
    const isLatePacket = behind === 2 && rotatedAgo <= lifetimes.raceWindow
    if (behind < 1 || isLatePacket) throw new Problem('REFRESH_TOKEN_INVALID')
    await revoke(row.id, 'refresh_token_reused')
    throw new Problem('REFRESH_TOKEN_REUSED')
  }

  return {
    async open(trx, { user, client, device, amr }) {
      const secret = newSecret()
      const grant = await insertSession(trx, {
        userId: user.id,
        role: user.role,
        hash: secretHash(secret),
        transport: 'bearer',
        clientId: FIRST_PARTY,
        amr,
        ip: client.ip,
        userAgent: client.userAgent,
        deviceHash: device.hash,
        idle: lifetimes.idle,
        maxAge: lifetimes.maxAge,
      })
      return issuer.issue(grant, secret, keyring.current.id)
    },

    async refresh(refreshToken) {
      const presented = parseRefreshToken(refreshToken, keyring)
      if (!presented) throw new Problem('REFRESH_TOKEN_INVALID')
      const salt = newSalt()
      const successor = successorSecret(presented, salt, keyring.current)
      const grant = await rotateSession(db, {
        id: presented.sessionId,
        generation: presented.generation,
        presentedHash: secretHash(presented.secret),
        successorHash: secretHash(successor),
        salt,
        keyId: keyring.current.id,
        idle: lifetimes.idle,
      })
      return grant ? issuer.issue(grant, successor, keyring.current.id) : replay(presented)
    },

    async end({ accessToken, refreshToken }) {
      const sessionId =
        (refreshToken && parseRefreshToken(refreshToken, keyring)?.sessionId) ??
        (accessToken && sessionOfToken(accessToken))
      if (sessionId) await revoke(sessionId, 'signed_out')
    },
  }

  function sessionOfToken(accessToken: string): string | undefined {
    try {
      return accessTokens.identify(accessToken).sessionId
    } catch {
      return undefined
    }
  }
}
