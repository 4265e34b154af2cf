import type { FastifyRequest } from 'fastify'

/** Where a request comes from. */
export interface Client {
  readonly ip: string
  readonly userAgent: string | null
}

/** What services may know of a request. */
export interface RequestContext extends Client {
  /** Aborted when the client is gone: nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Longer ones say nothing more about a browser. */
const MAX_USER_AGENT = 512

export function requestContext(request: FastifyRequest): RequestContext {
  return {
    ip: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    signal: request.signal,
  }
}
