import { Problem } from '@latchkey/http'

export interface HashQueueOptions {
  /** How much work runs at once, at least 1. */
  readonly concurrency: number
  /** How much may wait for its turn. With 0, what cannot start at once is refused. */
  readonly maxQueue: number
}

export interface HashQueue {
  /**
   * Runs `work` when it is its turn, in order of arrival. Work whose `signal` is aborted while it
   * waits never starts, and the promise rejects with the reason of the signal; work that has
   * started is always finished.
   *
   * @throws {Problem} `UNAVAILABLE` at once when `maxQueue` others wait already, with the seconds
   *   after which they should be done.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** How much work waits at the moment, what runs not counted. */
  readonly length: number
}

/** Bounds how much expensive work runs, and how much waits to. */
export function createHashQueue({ concurrency, maxQueue }: HashQueueOptions): HashQueue {
  if (!(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw new RangeError(`concurrency must be a whole number of at least 1, not ${concurrency}`)
  }
  if (!(Number.isInteger(maxQueue) && maxQueue >= 0)) {
    throw new RangeError(`maxQueue must be a whole number of at least 0, not ${maxQueue}`)
  }

  // A set keeps the order of arrival and lets go of one in the middle without a search.
  const waiting = new Set<() => void>()
  let running = 0
  let averageMs = 0

  async function runNow<T>(work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    try {
      return await work()
    } finally {
      const took = performance.now() - started
      averageMs = averageMs === 0 ? took : averageMs * 0.9 + took * 0.1
      leave()
    }
  }

  /** Hands the place that became free to who waits longest. */
  function leave(): void {
    const [next] = waiting
    if (next) next()
    else running -= 1
  }

  function turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        waiting.delete(start)
        signal?.removeEventListener('abort', abandon)
        resolve()
      }
      const abandon = () => {
        waiting.delete(start)
        reject(signal?.reason)
      }
      waiting.add(start)
      signal?.addEventListener('abort', abandon, { once: true })
    })
  }

  function refusal(): Problem {
    const seconds = ((waiting.size + running) * averageMs) / concurrency / 1000
    return new Problem('UNAVAILABLE', {
      internal: 'too much password hashing waits already',
      retryAfter: Math.max(1, Math.ceil(seconds)),
    })
  }

  return {
    async run(work, signal) {
      signal?.throwIfAborted()
      if (running < concurrency) running += 1
      else if (waiting.size < maxQueue) await turn(signal)
      else throw refusal()
      return runNow(work)
    },
    get length() {
      return waiting.size
    },
  }
}
