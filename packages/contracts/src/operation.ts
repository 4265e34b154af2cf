import type { TSchema } from '@sinclair/typebox'

import { PROBLEM_CODES, problem } from './problem.ts'
import { PROBLEMS, type ProblemCode } from './problem-catalogue.ts'
import type { Security } from './security.ts'

/** What kind of guessing or flooding an operation must be protected from. */
export type Limit = 'credential' | 'mail' | 'token'

export interface Operation {
  /** Unique name; also the `operationId` of the OpenAPI document. */
  readonly operationId: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path with `:name` for parameters. */
  readonly url: string
  readonly security: Security
  readonly limits?: readonly Limit[]
  /** Where the SDK offers it: `signIn`, or `sessions.list` for a method of a resource. */
  readonly sdk?: string
  /**
   * What it does to the session that the SDK keeps: its answer `starts` one, `renews` its tokens,
   * `confirms` it with a new access token or `describes` its user; or the call `ends` it, and the
   * SDK writes the body.
   */
  readonly session?: 'starts' | 'renews' | 'confirms' | 'describes' | 'ends'
  /** `Cache-Control` of its answers; `no-store` when left out. */
  readonly cacheControl?: string
  /** May set or clear cookies. */
  readonly cookies?: true
  readonly schema: OperationSchema
}

export interface OperationSchema {
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly params?: TSchema
  readonly querystring?: TSchema
  readonly body?: TSchema
  readonly response: Readonly<Record<number, TSchema>>
}

/**
 * Declares an endpoint. The server registers the result as a route, and OpenAPI, the SDK, the error
 * pages and the tests are derived from it.
 *
 * The operation lists what is its own; the problems that follow from the rest are added here: 400
 * with any input, 401 and 403 when it is not public, 413 and 415 with a body, 429 with limits, 500
 * and 503 always.
 *
 * @throws {Error} when a problem is listed under a status that is not its own.
 */
export function defineOperation<const T extends Operation>(operation: T): T {
  const responses: Record<number, TSchema> = {}
  for (const [key, schema] of Object.entries(operation.schema.response)) {
    const status = Number(key)
    const codes = problemCodes(schema)
    const stray = codes?.find((code) => PROBLEMS[code].status !== status)
    if (stray) throw new Error(`${operation.operationId} lists ${stray} under ${status}`)
    responses[status] = schema
  }
  for (const code of impliedProblems(operation)) {
    const status = PROBLEMS[code].status
    const listed = responses[status]
    const codes = listed ? (problemCodes(listed) ?? []) : []
    if (!codes.includes(code)) responses[status] = problem(...codes, code)
  }
  return { ...operation, schema: { ...operation.schema, response: responses } }
}

/** The problem codes an operation may answer, in the order of their statuses. */
export function operationProblems(operation: Operation): ProblemCode[] {
  return Object.values(operation.schema.response).flatMap((schema) => problemCodes(schema) ?? [])
}

/** The codes of a schema made by `problem()`; `undefined` for any other schema. */
export function problemCodes(schema: TSchema): readonly ProblemCode[] | undefined {
  return schema[PROBLEM_CODES]
}

function impliedProblems({ security, limits, schema }: Operation): ProblemCode[] {
  const codes: ProblemCode[] = []
  if (schema.body || schema.querystring || schema.params || security !== 'public') {
    codes.push('INVALID_REQUEST')
  }
  if (security !== 'public') {
    // The guard verifies what it is given before it asks whether such a credential may call.
    codes.push(...CREDENTIAL_REFUSALS)
    if (security.maxAge !== undefined) codes.push('REAUTHENTICATION_REQUIRED')
    codes.push('FORBIDDEN')
  }
  if (schema.body) codes.push('PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE')
  if (limits) codes.push('RATE_LIMITED')
  if (limits?.includes('credential')) codes.push('TOO_MANY_ATTEMPTS')
  return [...codes, 'INTERNAL', 'UNAVAILABLE']
}

const CREDENTIAL_REFUSALS = [
  'TOKEN_MISSING',
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'SESSION_REVOKED',
  'API_KEY_INVALID',
  'API_KEY_EXPIRED',
  'API_KEY_REVOKED',
] as const
