import { ApiError, ConnectionError } from './errors.ts'
import type { ProblemCode } from './generated/errors.ts'

/** Whether the same request may well succeed in a moment. */
export function isTransient(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status)
}

/** Seconds that `Retry-After` asks for (RFC 9110, section 10.2.3). */
export function retryAfter({ headers }: Response): number | undefined {
  const value = headers.get('retry-after')
  if (!value) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds))
}

/** The refusal that a response carries. Uses up its body. */
export async function toApiError<Code extends ProblemCode>(
  response: Response,
  replayable = true,
): Promise<ApiError<Code>> {
  return new ApiError({
    status: response.status,
    problem: await readProblem(response),
    retryAfter: retryAfter(response),
    replayable,
  })
}

/**
 * The JSON of a successful answer; `undefined` when it has no body.
 *
 * @throws {ConnectionError} when it is not JSON: something on the way answered in place of the server.
 */
export async function readJson(response: Response) {
  try {
    const text = await response.text()
    return text ? JSON.parse(text) : undefined
  } catch {
    throw new ConnectionError('The answer is not JSON, so it is not from a Latchkey server')
  }
}

async function readProblem(response: Response) {
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json')) return undefined
  const problem = await response.json().catch(() => undefined)
  return typeof problem?.code === 'string' ? problem : undefined
}
