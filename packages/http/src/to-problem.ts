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
        errors: error.validation
          .slice(0, MAX_ERRORS)
          .map((failure) => toPointer(failure, error.validationContext ?? 'body')),
      })
    }
    const status = error.statusCode ?? 500
    if (status >= 400 && status < 500) {
      return new Problem(CODES[status] ?? 'INVALID_REQUEST', { cause: error })
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

const PARTS: Readonly<Record<string, string>> = { querystring: 'query' }

function toPointer({ keyword, instancePath, params, message }: Validation, part: string) {
  const member =
    keyword === 'required'
      ? params.missingProperty
      : keyword === 'additionalProperties'
        ? params.additionalProperty
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

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
}
