import { AbortedError, RequestTimeoutError } from './errors.ts'

/** The time that something may take as a whole. */
export interface Budget {
  /** Aborts when the time is up or the caller wants it. */
  readonly signal: AbortSignal
  /** Milliseconds that are left. */
  left(): number
  /** Stops the clock until `work` settles: a person takes as long as he takes. */
  hold<T>(work: Promise<T>): Promise<T>
}

// Timers with a longer delay fire at once.
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Runs `run` until it settles, `timeout` milliseconds have passed or `signal` aborts. What `run`
 * still does after that is its own business; it is told through `budget.signal`.
 *
 * @throws {RequestTimeoutError} when the time is up.
 * @throws {AbortedError} when `signal` aborts, or has aborted before; then `run` is not called.
 */
export async function withBudget<T>(
  timeout: number,
  signal: AbortSignal | undefined,
  run: (budget: Budget) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal
  let end = performance.now() + timeout
  let timer = start()
  let over = false

  function left() {
    return end - performance.now()
  }

  function start() {
    const delay = Math.max(0, left())
    return delay <= LONGEST_TIMER ? setTimeout(() => limit.abort(), delay) : undefined
  }

  async function hold<H>(work: Promise<H>): Promise<H> {
    const rest = left()
    clearTimeout(timer)
    try {
      return await work
    } finally {
      end = performance.now() + rest
      if (!over) timer = start()
    }
  }

  try {
    return await new Promise<T>((resolve, reject) => {
      const stop = () =>
        reject(
          signal?.aborted
            ? new AbortedError('The call was aborted', { cause: signal.reason })
            : new RequestTimeoutError(`No answer within ${timeout} ms`),
        )
      if (either.aborted) return stop()
      either.addEventListener('abort', stop)
      run({ signal: either, left, hold }).then(resolve, reject)
    })
  } finally {
    over = true
    clearTimeout(timer)
  }
}

/** Resolves after `ms` milliseconds, or as soon as `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
