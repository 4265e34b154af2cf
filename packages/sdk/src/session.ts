import {
  isLatchkeyError,
  SessionChangedError,
  SessionExpiredError,
  type ApiError,
  type CallError,
  type ExpiryReason,
} from './errors.ts'
import type { Events } from './events.ts'
import { joinFlight } from './flights.ts'
import type { RefreshProblem } from './generated/errors.ts'
import type { AuthResult, ReauthenticationResult, TokenResult, User } from './generated/types.ts'
import { isApiError, isSessionChangedError, isSessionExpiredError } from './guards.ts'
import { isSameGeneration, type StoredSession, type TokenStore } from './store.ts'
import type { Vault } from './vault.ts'

/** A token is renewed while it is still used when so little is left, or a tenth of its life. */
const SKEW = 30_000

/** For so long after a failed refresh, the next one fails without asking the server. */
const COOLDOWN = 2000

export interface SessionOptions {
  readonly store: TokenStore
  readonly vault: Vault
  readonly events: Events
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Exchanges a refresh token; what it throws is an error of the SDK. */
  readonly renew: (refreshToken: string) => Promise<TokenResult>
}

export type Session = ReturnType<typeof createSession>

/** Keeps the tokens of a user fresh, and knows when his session is over. */
export function createSession({ store, vault, events, now, renew }: SessionOptions) {
  let refused: StoredSession | undefined
  let failure: { of: StoredSession; at: number; error: CallError } | undefined
  let over: { sessionId: string; reason: ExpiryReason } | undefined

  /**
   * The session to which `earlier` belongs, as it is now.
   *
   * @throws {SessionExpiredError | SessionChangedError} when it is over.
   */
  function still(earlier: StoredSession): StoredSession {
    const current = vault.current()
    if (current?.sessionId === earlier.sessionId) return current
    if (over?.sessionId === earlier.sessionId) throw new SessionExpiredError(over.reason)
    throw new SessionChangedError('Somebody signed out or in meanwhile')
  }

  /** Ends the session of `earlier` here; once, however many find out. */
  function forget(earlier: StoredSession, reason: ExpiryReason) {
    if (vault.current()?.sessionId !== earlier.sessionId) return
    over = { sessionId: earlier.sessionId, reason }
    vault.set(undefined)
    void vault.save().then(() => events.emit('expired', { reason }))
  }

  function withTokens(result: TokenResult, user: User): StoredSession {
    const { accessToken, refreshToken, expiresIn, session } = result
    const lifetime = expiresIn * 1000
    const { id: sessionId, generation } = session
    const expiresAt = now() + lifetime
    return { sessionId, generation, accessToken, refreshToken, expiresAt, lifetime, user }
  }

  /** Exchanges the refresh token, and commits what comes unless the session is over by then. */
  async function rotate(rejected: StoredSession): Promise<StoredSession> {
    await vault.reread()
    const mine = still(rejected)
    if (mine.generation > rejected.generation) return mine
    try {
      const result = await renew(mine.refreshToken)
      vault.set(withTokens(result, still(rejected).user))
      await vault.save()
      const renewed = still(rejected)
      events.emit('refreshed', {})
      return renewed
    } catch (error) {
      if (!isRejection(error)) throw error
      await expire(rejected, error.code)
      return still(rejected)
    }
  }

  /** Ends the session, unless the store holds a newer generation or another session. */
  async function expire(rejected: StoredSession, reason: ExpiryReason): Promise<void> {
    await vault.reread()
    const current = vault.current()
    if (!current || !isSameGeneration(current, rejected)) return
    forget(rejected, reason)
    await vault.save()
  }

  /**
   * A newer generation than `rejected`: the current one, or else a refreshed one.
   *
   * @throws {SessionExpiredError} when the server refuses; the session is forgotten then.
   * @throws {SessionChangedError} when the session of `rejected` is not the current one any more.
   * @throws {ApiError | ConnectionError} when the server cannot answer; the session is kept.
   */
  async function refresh(rejected: StoredSession): Promise<StoredSession> {
    const mine = still(rejected)
    if (mine.generation > rejected.generation) return mine
    const age = failure && isSameGeneration(failure.of, mine) ? now() - failure.at : -1
    if (failure && age >= 0 && age < COOLDOWN) throw failure.error
    try {
      const next = await joinFlight(store, rejected, () => rotate(rejected))
      // Another client with the same store may have made it; then it is news here.
      if (next.generation > still(rejected).generation) {
        vault.set(next)
        events.emit('refreshed', {}, 'remote')
      }
      return still(rejected)
    } catch (error) {
      if (isSessionExpiredError(error)) forget(rejected, error.reason)
      else if (isLatchkeyError(error) && !isSessionChangedError(error)) postpone(mine, error)
      throw error
    }
  }

  /** Remembers, once, that the server cannot refresh at the moment. */
  function postpone(of: StoredSession, error: CallError) {
    if (failure?.error === error) return
    failure = { of, at: now(), error }
    vault.set(vault.current(), 'degraded')
    events.emit('refreshFailed', { error })
  }

  return {
    expire,

    /**
     * The session to make a call with, if there is one: as it is while its token is good, refreshed
     * when it is not. A token that will soon be too old is used and refreshed at the same time; a
     * call that cannot be repeated waits for the new one. A token is not good either when it ends
     * within `minTtl` milliseconds, unless no token lives that long.
     */
    async use(
      replayable: boolean,
      minTtl = 0,
    ): Promise<{ used?: StoredSession; renewed: boolean }> {
      await vault.load()
      vault.saveAgain()
      const used = vault.current()
      if (!used) return { renewed: false }
      const left = used.expiresAt - now()
      const isGood =
        left > Math.min(minTtl, used.lifetime * 0.9) &&
        !(refused && isSameGeneration(refused, used))
      if (isGood && left > Math.min(SKEW, used.lifetime / 10)) return { used, renewed: false }
      const refreshing = refresh(used)
      refreshing.catch(() => undefined)
      if (isGood && replayable) return { used, renewed: false }
      try {
        return { used: await refreshing, renewed: true }
      } catch (error) {
        if (isGood && vault.current() === used) return { used, renewed: false }
        throw error
      }
    },

    /** What to use instead of a session whose access token the server refused. Throws as `refresh`. */
    replace(rejected: StoredSession): Promise<StoredSession> {
      refused = rejected
      return refresh(rejected)
    },

    async start(result: AuthResult) {
      vault.set(withTokens(result, result.user))
      await vault.save()
      events.emit('signedIn', {})
    },

    /** Takes over an access token that was made for the current session; the refresh token stays. */
    async confirm({ accessToken, expiresIn, session }: ReauthenticationResult) {
      const current = vault.current()
      if (current?.sessionId !== session.id) return
      const lifetime = expiresIn * 1000
      vault.set({ ...current, accessToken, lifetime, expiresAt: now() + lifetime })
      await vault.save()
    },

    /** Takes over what the server says about the current user. */
    async describe(user: User) {
      const session = vault.current()
      if (session?.user.id !== user.id) return
      if (JSON.stringify(session.user) === JSON.stringify(user)) return
      vault.set({ ...session, user }, vault.state().health)
      await vault.save()
    },

    /** Forgets the session at once, and returns it so that the server can be told. */
    async end(): Promise<StoredSession | undefined> {
      // A store that cannot be read can perhaps be cleared.
      await vault.load().catch(() => undefined)
      const ended = vault.current()
      vault.set(undefined)
      await vault.save()
      if (ended) events.emit('signedOut', {})
      return ended
    },
  }
}

/** Only these answers mean that the session is over; anything else may be about the network. */
function isRejection(error: unknown): error is ApiError<RefreshProblem> & { code: RefreshProblem } {
  if (!isApiError<RefreshProblem>(error) || error.code === 'UNEXPECTED_RESPONSE') return false
  return error.status === 400 || error.status === 401
}
