import type { ProblemCode } from '@latchkey/contracts'
import type { FastifyError } from 'fastify'

import { Problem } from './problem.ts'

type Validation = NonNullable<FastifyError['validation']>[number]

/** How many offending values one answer names. */
const MAX_ERRORS = 20

/**
 * What `error` means to a client. A `Problem` stays itself, refusals of Fastify get their code, a
 * lost dependency is `UNAVAILABLE`, and everything else is `INTERNAL`, which tells nothing.
 */
export function toProblem(error: unknown, isUnavailable: (error: unknown) => boolean): Problem {
  if (error instanceof Problem) return error
  if (isFastifyError(error)) {
    if (error.validation) {
      return new Problem('INVALID_REQUEST', {
        cause: error,
        errors: toPointers(error.validation, error.validationContext ?? 'body'),
      })
    }
    const status = error.statusCode ?? 500
    if (status >= 400 && status < 500) {
      const detail = DETAILS[status]
      return new Problem(CODES[status] ?? 'INVALID_REQUEST', {
        cause: error,
        ...(detail === undefined ? {} : { detail }),
      })
    }
  }
  if (isUnavailable(error)) return new Problem('UNAVAILABLE', { cause: error })
  return new Problem('INTERNAL', { cause: error })
}

const CODES: Readonly<Record<number, ProblemCode>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'REQUEST_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'REQUEST_TOO_LARGE',
}

const DETAILS: Readonly<Record<number, string>> = {
  415: 'A body must be sent with Content-Type: application/json.',
}

/** Alternatives fail once for each branch and once as a whole; the whole is what can be acted on. */
function toPointers(failures: readonly Validation[], part: string) {
  const branches = failures.filter(({ schemaPath }) => BRANCH.test(schemaPath))
  const names = branches.map(({ params }) => params['missingProperty']).filter(isString)
  return failures
    .filter((failure) => !branches.includes(failure))
    .slice(0, MAX_ERRORS)
    .map((failure) =>
      ALTERNATIVES.has(failure.keyword) && names.length > 0
        ? { pointer: `/${part}`, message: `must have ${names.join(' or ')}` }
        : toPointer(failure, part),
    )
}

const BRANCH = /\/(?:anyOf|oneOf)\/\d+\//
const ALTERNATIVES: ReadonlySet<string> = new Set(['anyOf', 'oneOf'])

const PARTS: Readonly<Record<string, string>> = { querystring: 'query' }

function toPointer({ keyword, instancePath, params, message }: Validation, part: string) {
  const member =
    keyword === 'required'
      ? params['missingProperty']
      : keyword === 'additionalProperties'
        ? params['additionalProperty']
        : undefined
  const suffix = typeof member === 'string' ? `/${escapePointer(member)}` : ''
  return {
    pointer: `/${PARTS[part] ?? part}${instancePath}${suffix}`,
    message: message ?? 'is not valid',
  }
}

/** RFC 6901, section 3. */
function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Others may carry a status as well, but it is not about a request of ours. */
function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_')
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}
