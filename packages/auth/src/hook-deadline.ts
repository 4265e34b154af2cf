import { Problem } from '@latchkey/http'

/** Milliseconds that a hook of the application may take. */
export const HOOK_DEADLINE = 5_000

/**
 * What a hook decides, if it decides in time: somebody waits for it, and in `userCreated` a
 * transaction is open, behind which the embedded database makes everybody wait.
 *
 * @throws {Problem} `UNAVAILABLE` when it has not settled within 5 seconds; and what the hook throws
 */
export async function withinDeadline<T>(hook: string, run: () => T | Promise<T>): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const internal = `the hook ${hook} did not settle within ${HOOK_DEADLINE} ms`
    reject(new Problem('UNAVAILABLE', { internal }))
  }, HOOK_DEADLINE)
  try {
    return await Promise.race([run(), expired])
  } finally {
    clearTimeout(timer)
  }
}
