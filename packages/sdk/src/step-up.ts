import { isLatchkeyError, type ApiError } from './errors.ts'
import type { StoredSession } from './store.ts'
import type { Vault } from './vault.ts'

/**
 * Has the user prove again who he is, by `auth.reauthenticate`. Resolves when he has, or does not want
 * to; the call that asks for it is repeated if he has.
 */
export type OnReauthenticate = (refusal: ApiError) => Promise<unknown> | void

/** @returns the session of `used` with the access token that the user got for his proof, if he gave one. */
export type StepUp = (used: StoredSession, refusal: ApiError) => Promise<StoredSession | undefined>

/** Asks the application once, however many calls are refused meanwhile. */
export function createStepUp(vault: Vault, ask: OnReauthenticate | undefined): StepUp {
  let asking: Promise<void> | undefined

  async function askNow(refusal: ApiError) {
    try {
      await ask?.(refusal)
    } catch (error) {
      // That he got it wrong, say, the application has seen. Its own mistakes are not hidden.
      if (isLatchkeyError(error)) return
      queueMicrotask(() => {
        throw error
      })
    } finally {
      asking = undefined
    }
  }

  return async (used, refusal) => {
    asking ??= askNow(refusal)
    await asking
    const current = vault.current()
    const isProof =
      current?.sessionId === used.sessionId && current.accessToken !== used.accessToken
    return isProof ? current : undefined
  }
}
