import { PROBLEM_MEDIA_TYPE, type ProblemDocument } from '@latchkey/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'

import { toLoggable } from './loggable-error.ts'
import type { Problem, ProblemCatalogue } from './problem.ts'
import { toProblem } from './to-problem.ts'

export interface ProblemReplies {
  /** Answers `error` as a problem document and logs what the client must not see. */
  send(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply
}

export interface ProblemReplyOptions {
  catalogue: ProblemCatalogue
  /** Where the pages of the codes are. */
  publicUrl: () => string
  /** Tells failures of a dependency, which are worth another try, from mistakes. */
  isUnavailable: (error: unknown) => boolean
}

/** Seconds a client waits before it tries again, when nobody knows better. */
const RETRY_AFTER = 1

/** How refusals leave: one document, one media type, one place that decides the headers. */
export function createProblemReplies({
  catalogue,
  publicUrl,
  isUnavailable,
}: ProblemReplyOptions): ProblemReplies {
  return {
    send(error, request, reply) {
      const problem = toProblem(error, isUnavailable)
      const definition = catalogue[problem.code] ?? catalogue.INTERNAL
      const status = statusOf(error, definition?.status ?? 500)
      const { detail, errors, required, maxAge, retryAfter } = problem.options
      const document: ProblemDocument = {
        type: `${publicUrl()}/errors/${problem.code}`,
        title: definition?.title ?? problem.code,
        status,
        code: problem.code,
        ...(detail === undefined ? {} : { detail }),
        requestId: request.id,
        ...(errors === undefined ? {} : { errors }),
        ...(required === undefined ? {} : { required }),
        ...(maxAge === undefined ? {} : { maxAge }),
      }

      logProblem(problem, status, request)

      const challenge = challengeFor(problem, status)
      if (challenge) reply.header('www-authenticate', challenge)
      if (status === 503 || status === 429) reply.header('retry-after', retryAfter ?? RETRY_AFTER)
      return reply
        .code(status)
        .header('cache-control', 'no-store')
        .type(PROBLEM_MEDIA_TYPE)
        .send(JSON.stringify(document))
    },
  }
}

/**
 * Refusals are no news, and neither is one on purpose that asks to come back later, as overload
 * does; what went wrong without being asked for is an error.
 */
function logProblem(problem: Problem, status: number, { log }: FastifyRequest): void {
  const { code, cause } = problem
  const message = problem.options.internal ?? problem.message
  if (status < 500) log.debug({ code }, message)
  else if (cause === undefined && status === 503) log.warn({ code }, message)
  else log.error({ code, err: toLoggable(cause ?? problem) }, message)
}

/** One code covers a request line that is too long (414) and a header section that is (431). */
function statusOf(error: unknown, status: number): number {
  const isUriTooLong = error instanceof Error && 'statusCode' in error && error.statusCode === 414
  return status === 431 && isUriTooLong ? 414 : status
}

/** RFC 6750, section 3: a bare challenge unless a token was refused; RFC 9470 for step-up. */
function challengeFor(problem: Problem, status: number) {
  if (problem.code === 'REAUTHENTICATION_REQUIRED') {
    return `Bearer error="insufficient_user_authentication", max_age="${problem.options.maxAge ?? 0}"`
  }
  if (status === 403 && problem.options.required !== undefined) {
    return `Bearer error="insufficient_scope", scope="${problem.options.required}"`
  }
  if (status !== 401) return undefined
  return TOKEN_REFUSALS.has(problem.code) ? 'Bearer error="invalid_token"' : 'Bearer'
}

const TOKEN_REFUSALS: ReadonlySet<string> = new Set([
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'SESSION_REVOKED',
  'SESSION_EXPIRED',
  'REFRESH_TOKEN_INVALID',
  'REFRESH_TOKEN_REUSED',
  'API_KEY_INVALID',
  'API_KEY_EXPIRED',
  'API_KEY_REVOKED',
])
