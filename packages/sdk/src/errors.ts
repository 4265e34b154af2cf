import type { ProblemCode, RefreshProblem } from './generated/errors.ts'
import type { Problem } from './generated/types.ts'

const brand: unique symbol = Symbol.for('@latchkey/sdk/error')

/** Why a session is over. */
export type ExpiryReason = RefreshProblem

/** What a failed call ends with; branch on it by `code`, `status`, `name` or one of the guards. */
export type CallError<Code extends ProblemCode = ProblemCode> =
  // The refresh before a call may have been refused for the number of requests.
  | ApiError<Code | 'RATE_LIMITED'>
  | ConnectionError
  | AbortedError
  | SessionExpiredError
  | SessionChangedError
  | StorageError

/** What every error of the SDK is. None holds a token, nor a part of one. */
export abstract class LatchkeyError extends Error {
  readonly [brand] = true
}

/** The server answered, and refused. */
export class ApiError<Code extends ProblemCode = ProblemCode> extends LatchkeyError {
  override readonly name = 'ApiError'
  readonly status: number
  /** `UNEXPECTED_RESPONSE` when something else than a Latchkey server refused. */
  readonly code: Code | 'UNEXPECTED_RESPONSE'
  /** The whole answer (RFC 9457), if it was one. */
  readonly problem: Problem | undefined
  /** Finds the request in the log of the server. */
  readonly requestId: string | undefined
  /** Seconds to wait before the next try, if the server said so. */
  readonly retryAfter: number | undefined
  /**
   * `false` when the access token was refused and renewed, but the body was a stream and could not
   * be sent again: repeat the call with a new body.
   */
  readonly replayable: boolean

  constructor(refusal: Refusal<Code>) {
    const { status, problem, retryAfter, replayable = true } = refusal
    super(problem ? `${problem.title} (${problem.code})` : `The answer has the status ${status}`)
    this.status = status
    this.code = problem?.code ?? 'UNEXPECTED_RESPONSE'
    this.problem = problem
    this.requestId = problem?.requestId
    this.retryAfter = retryAfter
    this.replayable = replayable
  }
}

export interface Refusal<Code extends ProblemCode> {
  readonly status: number
  readonly problem: (Problem & { code: Code }) | undefined
  readonly retryAfter: number | undefined
  readonly replayable?: boolean
}

/** No usable answer: offline, a name that does not resolve, a proxy that answers in our place. */
export class ConnectionError extends LatchkeyError {
  override readonly name: 'ConnectionError' | 'RequestTimeoutError' = 'ConnectionError'
  declare readonly code: undefined
  declare readonly status: undefined
}

/** The time for the call, or for the refresh it waited for, is up. */
export class RequestTimeoutError extends ConnectionError {
  override readonly name = 'RequestTimeoutError'
}

/** The caller's `signal` ended the call; its reason is the `cause`. */
export class AbortedError extends LatchkeyError {
  override readonly name = 'AbortedError'
  declare readonly code: undefined
  declare readonly status: undefined
}

/** The session is over, and the store is empty: sign in again. */
export class SessionExpiredError extends LatchkeyError {
  override readonly name = 'SessionExpiredError'
  declare readonly code: undefined
  declare readonly status: undefined
  readonly reason: ExpiryReason

  constructor(reason: ExpiryReason) {
    super(`The session is over (${reason})`)
    this.reason = reason
  }
}

/** Somebody signed out or in while the call was under way; it was not repeated for anybody else. */
export class SessionChangedError extends LatchkeyError {
  override readonly name = 'SessionChangedError'
  declare readonly code: undefined
  declare readonly status: undefined
}

/** The token store failed; what it threw is the `cause`. Nobody was signed out for it. */
export class StorageError extends LatchkeyError {
  override readonly name = 'StorageError'
  declare readonly code: undefined
  declare readonly status: undefined
}

/** Whether `error` comes from the SDK, from this copy of the package or another one. */
export function isLatchkeyError(error: unknown): error is CallError {
  return error instanceof Error && brand in error
}
