import { withBudget } from './budget.ts'
import type { CallOptions } from './call.ts'
import { exchange } from './exchange.ts'
import { isRepeatable, type RequestDefaults } from './operation.ts'
import { withRetries } from './retry.ts'
import type { Session } from './session.ts'
import type { StepUp } from './step-up.ts'
import type { Transport } from './transport.ts'
import type { Vault } from './vault.ts'

export interface FetchInit
  extends RequestInit, Pick<CallOptions, 'timeout' | 'maxRetries' | 'idempotencyKey'> {}

export interface FetchOptions extends RequestDefaults {
  readonly timeout: number
  readonly allowedOrigins: readonly string[]
}

/** `auth.fetch`: like `fetch`, as the signed-in user where that is allowed. */
export function createFetch(
  { baseUrl, allowedOrigins, ...defaults }: FetchOptions,
  session: Session,
  stepUp: StepUp,
  vault: Vault,
  transport: Transport,
) {
  const trusted = new Set([baseUrl, ...allowedOrigins].map((url) => new URL(url).origin))

  return async (input: string | URL | Request, init: FetchInit = {}): Promise<Response> => {
    const { timeout, maxRetries, idempotencyKey, ...rest } = init
    const request = input instanceof Request ? input : undefined
    const target = new URL(input instanceof Request ? input.url : input, `${baseUrl}/`)
    const method = rest.method ?? request?.method ?? 'GET'
    const headers = new Headers(rest.headers ?? request?.headers)
    if (idempotencyKey) headers.set('idempotency-key', idempotencyKey)
    const replayable = rest.body
      ? !isStream(rest.body)
      : !request || request.body === null || /^(GET|HEAD)$/.test(method)
    const mayRepeat = replayable && isRepeatable(method, idempotencyKey)
    const retries = mayRepeat ? (maxRetries ?? defaults.maxRetries) : 0
    const signal = rest.signal ?? request?.signal

    return withBudget(timeout ?? defaults.timeout, signal, async (budget) => {
      const send = (accessToken?: string) => {
        if (accessToken) headers.set('authorization', `Bearer ${accessToken}`)
        return withRetries(retries, budget, () =>
          transport(request ?? target, { ...rest, method, headers, signal: budget.signal }),
        )
      }
      if (!trusted.has(target.origin)) return send()
      await vault.load()
      const given = headers.get('authorization')
      const isOurs = !given || given === `Bearer ${vault.current()?.accessToken}`
      return isOurs ? exchange(session, { budget, stepUp, replayable }, send) : send()
    })
  }
}

/** Whether a body can be read once only. */
function isStream(body: NonNullable<RequestInit['body']>): boolean {
  return typeof body === 'object' && ('getReader' in body || Symbol.asyncIterator in body)
}
