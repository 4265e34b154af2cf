import { setTimeout } from 'node:timers/promises'

/**
 * Runs `task` every `interval` milliseconds, once the one before has ended, until `signal` aborts.
 * Does not keep the process alive. `task` must not reject.
 */
export async function repeat(
  task: () => Promise<void>,
  interval: number,
  signal: AbortSignal,
): Promise<void> {
  while (await pause(interval, signal)) await task()
}

/** Resolves after so many milliseconds: true, or false at once when `signal` aborts. */
export async function pause(duration: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(duration, undefined, { ref: false, signal })
    return true
  } catch {
    return false
  }
}
