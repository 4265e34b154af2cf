import { setTimeout as pause } from 'node:timers/promises'

/** One answer of the server; status 0 when there was none. */
interface Answer {
  readonly call: string
  readonly status: number
  readonly retryAfter: string | null
}

export interface Load {
  readonly answers: readonly Answer[]
  /** Resolves as soon as each of `calls` has been answered with `status` from now on. */
  seen(status: number, calls: readonly string[]): Promise<void>
  /** Lets the running calls finish. */
  stop(): Promise<void>
}

/** Greatest number of answers one load takes: it ends by itself if a test never stops it. */
const LIMIT = 50_000
/** Milliseconds between two calls of a kind. */
const PACE = 5
/** Milliseconds. A server that says nothing for so long hangs. */
const PATIENCE = 15_000

/** Makes each of the calls over and over, one at a time of each kind, until it is stopped. */
export function startLoad(calls: Readonly<Record<string, Call>>): Load {
  const answers: Answer[] = []
  const watchers = new Set<(answer: Answer) => void>()
  const stopped = new AbortController()

  async function run(name: string, call: Call): Promise<void> {
    while (!stopped.signal.aborted && answers.length < LIMIT) {
      const answer = await answerOf(name, call)
      answers.push(answer)
      for (const watch of watchers) watch(answer)
      await pause(PACE)
    }
  }
  const running = Promise.all(Object.entries(calls).map(([name, call]) => run(name, call)))

  return {
    answers,
    seen(status, names) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const missing = new Set(names)
      const watch = (answer: Answer) => {
        if (answer.status === status) missing.delete(answer.call)
        if (missing.size > 0) return
        watchers.delete(watch)
        resolve()
      }
      watchers.add(watch)
      return promise
    },
    async stop() {
      stopped.abort()
      await running
    },
  }
}

/** Sends one request; the signal ends it when the server hangs. */
export type Call = (signal: AbortSignal) => Promise<Response>

async function answerOf(call: string, send: Call): Promise<Answer> {
  try {
    const response = await send(AbortSignal.timeout(PATIENCE))
    await response.arrayBuffer()
    return { call, status: response.status, retryAfter: response.headers.get('retry-after') }
  } catch {
    return { call, status: 0, retryAfter: null }
  }
}
