import type { Budget } from './budget.ts'
import { SessionExpiredError } from './errors.ts'
import { toApiError } from './response.ts'
import type { Session } from './session.ts'
import type { StepUp } from './step-up.ts'

/** Refusals with 401 that a new access token does not change. */
const FINAL: ReadonlySet<string> = new Set([
  'SECOND_FACTOR_REQUIRED',
  'INVALID_CREDENTIALS',
  'API_KEY_INVALID',
  'API_KEY_EXPIRED',
  'API_KEY_REVOKED',
])

/** What a request as the signed-in user may need besides the session. */
export interface Exchange {
  readonly budget: Budget
  readonly stepUp: StepUp
  /** Whether its body can be sent again. */
  readonly replayable: boolean
}

/**
 * Sends a request as the signed-in user. When the access token is refused, it is refreshed and the
 * request repeated; when it is too old a proof, the user is asked for a new one and the request
 * repeated. Each of that happens at most once, and never for another user.
 *
 * @throws {SessionExpiredError} when the session turns out to be over.
 * @throws {ApiError} with `replayable: false` when only the body stands in the way of repeating it.
 */
export async function exchange(
  session: Session,
  { budget, stepUp, replayable }: Exchange,
  send: (accessToken: string | undefined) => Promise<Response>,
): Promise<Response> {
  let { used, renewed } = await session.use(replayable)
  let asked = false
  for (;;) {
    const response = await send(used?.accessToken)
    if (!used || response.status !== 401) return response
    const refusal = await toApiError(response.clone())
    const { code } = refusal
    if (code === 'SESSION_REVOKED') {
      await session.expire(used, code)
      throw new SessionExpiredError(code)
    }
    if (code === 'REAUTHENTICATION_REQUIRED') {
      if (asked || !replayable) return response
      const proven = await budget.hold(stepUp(used, refusal))
      if (!proven) return response
      used = proven
      asked = true
    } else {
      if (renewed || FINAL.has(code)) return response
      used = await session.replace(used)
      renewed = true
      if (!replayable) throw await toApiError(response, replayable)
    }
    void response.body?.cancel().catch(() => undefined)
  }
}
