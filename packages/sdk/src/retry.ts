import { pause, type Budget } from './budget.ts'
import { isConnectionError } from './guards.ts'
import { isTransient, retryAfter } from './response.ts'

/** Longest pause that a server may ask for before its refusal is handed to the caller. */
const LONGEST_PAUSE = 10_000

/**
 * Repeats `attempt` when the server cannot answer, at most `retries` times, after the pause that it
 * asks for or a growing random one. Gives up at once when the pause would be longer than ten
 * seconds or than what is left of the budget.
 */
export async function withRetries(
  retries: number,
  { signal, left }: Budget,
  attempt: () => Promise<Response>,
): Promise<Response> {
  for (let done = 0; ; done += 1) {
    let wait = 300 * 2 ** done * (0.5 + Math.random() / 2)
    const mayWait = () => done < retries && wait <= LONGEST_PAUSE && wait < left()
    try {
      const response = await attempt()
      if (!isTransient(response.status)) return response
      wait = (retryAfter(response) ?? wait / 1000) * 1000
      if (!mayWait()) return response
      // Frees the connection.
      void response.body?.cancel().catch(() => undefined)
    } catch (error) {
      if (!isConnectionError(error) || signal.aborted || !mayWait()) throw error
    }
    await pause(wait, signal)
  }
}
