/**
 * Runs `work` for every call, but never twice at once: calls that come while it runs share one more
 * run afterwards, which sees everything that happened before any of them.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | undefined
  return () => {
    waiting ??= last = last
      .catch(() => undefined)
      .then(() => {
        waiting = undefined
        return work()
      })
    return waiting
  }
}
