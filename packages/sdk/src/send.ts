import { withBudget } from './budget.ts'
import { startCall, type OperationCall, type Send } from './call.ts'
import type { Device } from './device.ts'
import { exchange } from './exchange.ts'
import type { SendOperation } from './operation.ts'
import { readJson, toApiError } from './response.ts'
import type { Session } from './session.ts'
import type { StepUp } from './step-up.ts'

export interface SendOptions {
  readonly session: Session
  readonly device: Device
  readonly stepUp: StepUp
  readonly sendOperation: SendOperation
  /** Milliseconds for a call that does not say. */
  readonly timeout: number
}

/** What the generated client calls: sends an operation and tells the session what came of it. */
export function createSend(parts: SendOptions): Send {
  const { session, device, stepUp, sendOperation, timeout } = parts

  return (operation) => {
    const { options = {}, auth, session: effect } = operation
    return startCall(() =>
      withBudget(options.timeout ?? timeout, options.signal, async (budget) => {
        const response = await (auth
          ? exchange(session, { budget, stepUp, replayable: true }, (token) =>
              sendOperation(operation, budget, token),
            )
          : sendOperation(await withSecrets(operation), budget))
        if (!response.ok) throw await toApiError(response)
        const data = await readJson(response)
        if (effect === 'starts' && data?.accessToken) {
          await session.start(data)
          await device.save(data.deviceToken)
        }
        if (effect === 'confirms') await session.confirm(data)
        if (effect === 'describes') await session.describe(data)
        return { data, response }
      }),
    )
  }

  /**
   * Adds what callers do not have at hand. Signing out happens here first, whatever becomes of
   * telling the server.
   */
  async function withSecrets(operation: OperationCall) {
    if (operation.device) {
      return { ...operation, body: { deviceToken: await device.load(), ...operation.body } }
    }
    if (operation.session !== 'ends') return operation
    const ended = await session.end()
    const body = ended ? { refreshToken: ended.refreshToken } : {}
    return { ...operation, body, repeatable: true }
  }
}
