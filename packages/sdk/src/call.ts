import { isLatchkeyError, type CallError } from './errors.ts'
import type { ProblemCode } from './generated/errors.ts'

/** What a single call may set differently from the client. */
export interface CallOptions {
  /** Ends this call and no other; a refresh it waits for goes on for the rest. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for everything: waiting for a refresh, retries, the replay. `Infinity`: no limit. */
  readonly timeout?: number | undefined
  /** How often a request that may be repeated is repeated when the server cannot answer. */
  readonly maxRetries?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as `Idempotency-Key`; makes a POST or PATCH one that may be repeated. */
  readonly idempotencyKey?: string | undefined
}

/**
 * A call that is on its way. It starts in the next microtask, once, whether anybody awaits it or
 * not; awaiting it gives the data or throws a `CallError`. The failure of a call that nobody looks at
 * is dropped: it does not become an unhandled rejection.
 */
export interface Call<T, Code extends ProblemCode = ProblemCode> extends Promise<T> {
  /** The outcome as a value. Rejects only for mistakes in the calling code, with a `TypeError`. */
  safe(): Promise<Result<T, Code>>
  /** The data and the response it came in; the body of that is used up. */
  withResponse(): Promise<Answer<T>>
}

export type Result<T, Code extends ProblemCode = ProblemCode> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly error: CallError<Code> }

export interface Answer<T> {
  readonly data: T
  readonly response: Response
}

/** An operation as the generated client asks for it. */
export interface OperationCall {
  readonly method: string
  /** Path with `:name` where a member of `params` goes. */
  readonly path: string
  /** Needs the access token. */
  readonly auth?: boolean
  /** What it does to the session: see `Operation` in the contracts. */
  readonly session?: 'starts' | 'confirms' | 'describes' | 'ends'
  /** Its body may hold what the server recognises the device by. */
  readonly device?: boolean
  readonly params?: Readonly<Record<string, string>>
  readonly body?: object
  readonly query?: object | undefined
  readonly options?: CallOptions | undefined
}

export type Send = <T, Code extends ProblemCode>(operation: OperationCall) => Call<T, Code>

/** Starts `run` in the next microtask. */
export function startCall<T, Code extends ProblemCode>(
  run: () => Promise<Answer<T>>,
): Call<T, Code> {
  const answer = Promise.resolve().then(run)
  const data = answer.then((given) => given.data)
  data.catch(() => undefined)
  return Object.assign(data, {
    safe: () => data.then((given) => ({ ok: true, data: given }) as const, asResult<Code>),
    withResponse: () => answer,
  })
}

function asResult<Code extends ProblemCode>(error: unknown) {
  if (isCallError<Code>(error)) return { ok: false, error } as const
  throw error
}

function isCallError<Code extends ProblemCode>(error: unknown): error is CallError<Code> {
  return isLatchkeyError(error)
}
