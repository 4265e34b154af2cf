import type { Budget } from './budget.ts'
import type { OperationCall } from './call.ts'
import { withRetries } from './retry.ts'
import type { Transport } from './transport.ts'

export interface RequestDefaults {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly maxRetries: number
  readonly headers: Readonly<Record<string, string>>
}

/** An operation that may be repeated although its method does not say so. */
export interface RepeatableCall extends OperationCall {
  readonly repeatable?: boolean
}

/** Sends an operation, repeated where that is safe, with the given access token. */
export type SendOperation = (
  operation: RepeatableCall,
  budget: Budget,
  accessToken?: string,
) => Promise<Response>

export function createSendOperation(
  { baseUrl, maxRetries, headers }: RequestDefaults,
  transport: Transport,
): SendOperation {
  return (operation, budget, accessToken) => {
    const { method, body, options = {} } = operation
    const key = options.idempotencyKey
    const all = new Headers({ accept: 'application/json' })
    for (const [name, value] of Object.entries({ ...headers, ...options.headers })) {
      all.set(name, value)
    }
    if (key) all.set('idempotency-key', key)
    if (accessToken) all.set('authorization', `Bearer ${accessToken}`)
    const url = addressOf(operation, baseUrl)
    const mayRepeat = operation.repeatable ?? isRepeatable(method, key)
    return withRetries(mayRepeat ? (options.maxRetries ?? maxRetries) : 0, budget, () =>
      transport(url, {
        method,
        headers: all,
        json: body,
        signal: budget.signal,
        // Tokens travel in headers and bodies: no cookie goes along, no redirect takes them elsewhere.
        credentials: 'omit',
        redirect: 'error',
      }),
    )
  }
}

/** Whether a request may reach the server twice (RFC 9110, section 9.2.2). */
export function isRepeatable(method: string, idempotencyKey: string | undefined): boolean {
  return !/^(POST|PATCH)$/i.test(method) || idempotencyKey !== undefined
}

function addressOf({ path, params = {}, query = {} }: OperationCall, baseUrl: string): URL {
  const url = new URL(baseUrl + path.replace(/:(\w+)/g, (_, name) => segment(name, params[name])))
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.append(name, String(value))
  }
  return url
}

/** A parameter as part of the path. Dots alone would lead to another operation. */
function segment(name: string, value = ''): string {
  if (/^\.{0,2}$/.test(value)) throw new TypeError(`"${value}" cannot be a ${name}`)
  return encodeURIComponent(value)
}
