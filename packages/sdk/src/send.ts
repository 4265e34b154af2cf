import { withBudget } from './budget.ts'
import { startCall, type OperationCall, type Send } from './call.ts'
import { exchange } from './exchange.ts'
import type { SendOperation } from './operation.ts'
import { readJson, toApiError } from './response.ts'
import type { Session } from './session.ts'

/** What the generated client calls: sends an operation and tells the session what came of it. */
export function createSend(session: Session, sendOperation: SendOperation, timeout: number): Send {
  return (operation) => {
    const { options = {}, auth, session: effect } = operation
    return startCall(() =>
      withBudget(options.timeout ?? timeout, options.signal, async (budget) => {
        const response = await (auth
          ? exchange(session, true, (token) => sendOperation(operation, budget, token))
          : sendOperation(await withSecrets(operation), budget))
        if (!response.ok) throw await toApiError(response)
        const data = await readJson(response)
        if (effect === 'starts' && data?.accessToken) await session.start(data)
        if (effect === 'describes') await session.describe(data)
        return { data, response }
      }),
    )
  }

  /** Signing out happens here first, whatever becomes of telling the server. */
  async function withSecrets(operation: OperationCall) {
    if (operation.session !== 'ends') return operation
    const ended = await session.end()
    const body = ended ? { refreshToken: ended.refreshToken } : {}
    return { ...operation, body, repeatable: true }
  }
}
