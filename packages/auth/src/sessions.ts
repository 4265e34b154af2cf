import type { TokenResult } from '@latchkey/contracts'
import type { Core } from '@latchkey/core'
import type { Database } from '@latchkey/database'
import { Problem } from '@latchkey/http'

import type { DeviceToken } from './device-token.ts'
import { insertSession, insertSessionFor, type NewSession } from './new-session-store.ts'
import type { PasswordProof } from './password-proof.ts'
import {
  newSalt,
  newSecret,
  parseRefreshToken,
  secretHash,
  successorSecret,
  type RefreshToken,
} from './refresh-token.ts'
import { judgeReplay, MAX_RECOVERIES } from './replay.ts'
import type { Client } from './request-context.ts'
import { findSession, recoverRotation, rotateSession, type FoundSession } from './session-store.ts'
import { createSessionList, type SessionList } from './session-list.ts'
import { FIRST_PARTY, type TokenIssuer } from './token-issuer.ts'

/** Lifetimes in seconds. */
export interface SessionLifetimes {
  /** A session that is not refreshed for so long is over. */
  idle: number
  /** No refresh extends a session beyond this. */
  maxAge: number
  /** A replaced refresh token may be presented again for so long, any number of times. */
  raceWindow: number
  /** For so long, a refresh whose answer was lost can be repeated. */
  recoveryWindow: number
}

export interface OpenSession {
  userId: string
  client: Client
  device: DeviceToken
  amr: string[]
}

export interface Sessions {
  /**
   * Opens a session for a user who proved who he is. Runs in `db`, which may be a transaction.
   *
   * @throws {Problem} `ACCOUNT_DISABLED` unless the user is active at this very moment.
   */
  open(db: Database, session: OpenSession): Promise<TokenResult>
  /**
   * Opens a session for who proved his password, which counts as used.
   *
   * @returns `undefined` when it is another by now, or the user is gone or disabled.
   */
  openFor(proof: PasswordProof, session: OpenSession): Promise<TokenResult | undefined>
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
  list: SessionList
  /**
   * Ends one session of a user.
   *
   * @throws {Problem} `NOT_FOUND` when he has no such session, whether somebody else has or not.
   */
  endOne(userId: string, sessionId: string): Promise<void>
  /** Ends every session of a user but one. @returns how many that were. */
  endOthers(kept: { userId: string; sessionId: string }): Promise<number>
}

export interface SessionsOptions {
  core: Core
  issuer: TokenIssuer
  lifetimes: SessionLifetimes
  /** Told what an operator should see: a token was recovered, or came back after its time. */
  report: (event: SessionEvent, sessionId: string) => void
}

export type SessionEvent = 'session.refresh_recovered' | 'session.refresh_reused'

export function createSessions({ core, issuer, lifetimes, report }: SessionsOptions): Sessions {
  const { db, keyring, accessTokens, liveSessions } = core

  /** The row has moved on: what is the presented token worth? */
  async function replay(presented: RefreshToken): Promise<TokenResult> {
    const row = await findSession(db, presented.sessionId)
    if (!row) throw new Problem('REFRESH_TOKEN_INVALID')
    let verdict = judgeReplay(row, presented, lifetimes)
    if (verdict === 'recover') {
      const inRow = await recoverRotation(db, row.id, row.generation)
      // It moved on once more while we asked: judge by the row it has become.
      if (inRow === undefined) return replay(presented)
      verdict = inRow <= MAX_RECOVERIES ? 'repeat' : 'reuse'
      if (verdict === 'repeat') report('session.refresh_recovered', row.id)
    }
    if (verdict === 'repeat') return repeat(row, presented)
    if (verdict !== 'reuse') throw new Problem(verdict)
    await liveSessions.end({ sessionId: row.id }, 'refresh_token_reused')
    report('session.refresh_reused', row.id)
    throw new Problem('REFRESH_TOKEN_REUSED')
  }

  /** The answer of the last rotation, derived again from what it left in the row. */
  async function repeat(row: FoundSession, presented: RefreshToken): Promise<TokenResult> {
    const { rotation_salt: salt, rotation_key_id: keyId } = row
    const entry = keyId === null ? undefined : keyring.find(keyId)
    if (!salt || !entry) throw new Problem('UNAVAILABLE', { internal: `no key ${keyId}` })
    return issuer.issue(db, row, successorSecret(presented, salt, entry), entry.id)
  }

  function toRow({ userId, client, device, amr }: OpenSession, secret: Buffer): NewSession {
    return {
      userId,
      hash: secretHash(secret),
      keyId: keyring.current.id,
      transport: 'bearer',
      clientId: FIRST_PARTY,
      amr,
      ip: client.ip,
      userAgent: client.userAgent,
      deviceHash: device.hash,
      idle: lifetimes.idle,
      maxAge: lifetimes.maxAge,
    }
  }

  return {
    async open(trx, session) {
      const secret = newSecret()
      const grant = await insertSession(trx, toRow(session, secret))
      if (!grant) throw new Problem('ACCOUNT_DISABLED')
      return issuer.issue(trx, grant, secret, keyring.current.id)
    },

    async openFor(proof, session) {
      const secret = newSecret()
      const grant = await insertSessionFor(db, proof, toRow(session, secret))
      return grant && issuer.issue(db, grant, secret, keyring.current.id)
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
      return grant ? issuer.issue(db, grant, successor, keyring.current.id) : replay(presented)
    },

    async end({ accessToken, refreshToken }) {
      const sessionId =
        (refreshToken && parseRefreshToken(refreshToken, keyring)?.sessionId) ??
        (accessToken && sessionOfToken(accessToken))
      if (sessionId) await liveSessions.end({ sessionId }, 'signed_out')
    },

    list: createSessionList(core),

    async endOne(userId, sessionId) {
      const ended = await liveSessions.end({ userId, sessionId }, 'signed_out')
      if (ended === 0) throw new Problem('NOT_FOUND')
    },

    endOthers: ({ userId, sessionId }) =>
      liveSessions.end({ userId, exceptSessionId: sessionId }, 'signed_out'),
  }

  function sessionOfToken(accessToken: string): string | undefined {
    try {
      return accessTokens.identify(accessToken).sessionId
    } catch {
      return undefined
    }
  }
}
