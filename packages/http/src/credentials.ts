import type { FastifyRequest } from 'fastify'

import { countHeaders } from './header-count.ts'
import { Problem } from './problem.ts'

/** What a request presents to be recognised by. */
export type Credential =
  | { readonly kind: 'accessToken'; readonly value: string }
  | { readonly kind: 'apiKey'; readonly value: string }

export interface CredentialOptions {
  /** What every API key begins with, so that one sent as a bearer token is recognised. */
  apiKeyPrefix: string
}

/**
 * Reads the credential of a request from its headers, never from the URL.
 *
 * @returns `undefined` when there is none.
 * @throws {Problem} `INVALID_REQUEST` when there are two (RFC 6750, section 2), `TOKEN_INVALID` when
 *   `Authorization` is not a bearer token.
 */
export function readCredential(
  request: FastifyRequest,
  { apiKeyPrefix }: CredentialOptions,
): Credential | undefined {
  const { authorization, 'x-api-key': apiKey } = request.headers
  if (authorization === undefined && apiKey === undefined) return undefined
  if (authorization !== undefined && apiKey !== undefined) throw tooMany()
  if (countHeaders(request, authorization === undefined ? 'x-api-key' : 'authorization') > 1) {
    throw tooMany()
  }
  if (authorization === undefined) return { kind: 'apiKey', value: String(apiKey) }

  const token = bearerToken(authorization)
  if (token === undefined) throw new Problem('TOKEN_INVALID')
  return { kind: token.startsWith(apiKeyPrefix) ? 'apiKey' : 'accessToken', value: token }
}

/**
 * The token that `Authorization` carries, for routes that work without one.
 *
 * @returns `undefined` when there is no such header, or it is not a bearer token.
 * @throws {Problem} `INVALID_REQUEST` when there are two.
 */
export function readBearerToken(request: FastifyRequest): string | undefined {
  if (countHeaders(request, 'authorization') > 1) throw tooMany()
  return bearerToken(request.headers.authorization)
}

/**
 * The token of an `Authorization` header (RFC 6750, section 2.1): one scheme, whose case does not
 * matter, one space or more, one token.
 */
function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header.length < 8 || header.slice(0, 7).toLowerCase() !== 'bearer ')
    return undefined
  const token = header.slice(7).replace(/^ +/, '')
  return token === '' || token.includes(' ') ? undefined : token
}

function tooMany(): Problem {
  return new Problem('INVALID_REQUEST', {
    errors: [{ pointer: '/headers/authorization', message: 'must be the only credential' }],
  })
}
