import {
  isLatchkeyError,
  type AbortedError,
  type ApiError,
  type ConnectionError,
  type RequestTimeoutError,
  type SessionChangedError,
  type SessionExpiredError,
  type StorageError,
} from './errors.ts'
import type { ProblemCode } from './generated/errors.ts'

/** Whether the server refused; with `codes`, whether for one of them. */
export function isApiError<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is ApiError<Code> {
  if (!isLatchkeyError(error) || error.name !== 'ApiError') return false
  return codes.length === 0 || codes.some((code) => code === error.code)
}

/** Whether there was no usable answer; also true when the time was up. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return isRequestTimeoutError(error) || isNamed(error, 'ConnectionError')
}

/** Whether the time for the call was up. */
export function isRequestTimeoutError(error: unknown): error is RequestTimeoutError {
  return isNamed(error, 'RequestTimeoutError')
}

/** Whether the caller's `signal` ended the call. */
export function isAbortedError(error: unknown): error is AbortedError {
  return isNamed(error, 'AbortedError')
}

/** Whether the session is over and somebody has to sign in again. */
export function isSessionExpiredError(error: unknown): error is SessionExpiredError {
  return isNamed(error, 'SessionExpiredError')
}

/** Whether somebody signed out or in while the call was under way. */
export function isSessionChangedError(error: unknown): error is SessionChangedError {
  return isNamed(error, 'SessionChangedError')
}

/** Whether the token store failed. */
export function isStorageError(error: unknown): error is StorageError {
  return isNamed(error, 'StorageError')
}

function isNamed(error: unknown, name: string): boolean {
  return isLatchkeyError(error) && error.name === name
}
