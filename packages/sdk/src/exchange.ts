import { SessionExpiredError } from './errors.ts'
import { toApiError } from './response.ts'
import type { Session } from './session.ts'

/** Refusals with 401 that a new access token does not change. */
const FINAL: ReadonlySet<string> = new Set([
  'REAUTHENTICATION_REQUIRED',
  'SECOND_FACTOR_REQUIRED',
  'INVALID_CREDENTIALS',
  'API_KEY_INVALID',
  'API_KEY_EXPIRED',
  'API_KEY_REVOKED',
])

/**
 * Sends a request as the signed-in user. When the access token is refused, it is refreshed and the
 * request repeated; both at most once, and never for another user.
 *
 * @throws {SessionExpiredError} when the session turns out to be over.
 * @throws {ApiError} with `replayable: false` when only the body stands in the way of repeating it.
 */
export async function exchange(
  session: Session,
  replayable: boolean,
  send: (accessToken: string | undefined) => Promise<Response>,
): Promise<Response> {
  let { used, renewed } = await session.use(replayable)
  for (;;) {
    const response = await send(used?.accessToken)
    if (!used || response.status !== 401) return response
    const { code } = await toApiError(response.clone())
    if (code === 'SESSION_REVOKED') {
      await session.expire(used, code)
      throw new SessionExpiredError(code)
    }
    if (renewed || FINAL.has(code)) return response
    used = await session.replace(used)
    renewed = true
    if (!replayable) throw await toApiError(response, replayable)
    void response.body?.cancel().catch(() => undefined)
  }
}
