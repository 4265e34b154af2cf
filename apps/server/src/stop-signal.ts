import { constants } from 'node:os'

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** Milliseconds within which signals are one: Ctrl-C reaches a process directly and through npm. */
const ONE_KEYPRESS = 250

/** How often the parent is looked for, in milliseconds. */
const PARENT_CHECK = 200

/**
 * Resolves with the reason at the first signal to stop; a later one ends the process on the spot.
 * `npm start` runs a shell that dies of a signal without passing it on; without its parent
 * such a process stops, too.
 */
export function stopSignal(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let askedAt = Infinity
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const now = performance.now()
      if (now > askedAt + ONE_KEYPRESS) process.exit(128 + constants.signals[signal])
      askedAt = Math.min(askedAt, now)
      resolve(signal)
    })
  }
  if (env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      resolve('the parent process has ended')
    }, PARENT_CHECK)
    watch.unref()
  }
  return promise
}
