import type { FastifyRequest } from 'fastify'

import { Problem } from './problem.ts'

/** Who makes a request: what the guard found out before the handler runs. */
export type Principal = SessionPrincipal | ApiKeyPrincipal

/** A signed-in user, known by an access token. */
export interface SessionPrincipal {
  readonly kind: 'session'
  readonly userId: string
  readonly sessionId: string
  /** The rotation of the session that the token was made for. */
  readonly generation: number
  readonly role: string
  readonly permissions: ReadonlySet<string>
  readonly clientId: string
  /** When the user last proved who he is, in seconds since 1970. */
  readonly authenticatedAt: number
  /** When the access token expires, in seconds since 1970. */
  readonly expiresAt: number
  /** Every claim of the token, those that hooks added too. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** A program that acts for a user, within the scopes of its key. */
export interface ApiKeyPrincipal {
  readonly kind: 'apiKey'
  readonly userId: string
  readonly keyId: string
  readonly role: string
  readonly permissions: ReadonlySet<string>
  readonly scopes: ReadonlySet<string>
}

/**
 * The principal of a route that is not public.
 *
 * @throws {Problem} `TOKEN_MISSING` on a public route, where there is none.
 */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Problem('TOKEN_MISSING')
  return request.principal
}

/**
 * The signed-in user of a route with `by: 'session'`.
 *
 * @throws {Problem} `TOKEN_MISSING` where nobody is signed in, `FORBIDDEN` for an API key.
 */
export function sessionOf(request: FastifyRequest): SessionPrincipal {
  const principal = principalOf(request)
  if (principal.kind !== 'session') throw new Problem('FORBIDDEN', { required: 'session' })
  return principal
}

/**
 * Whether `permissions` contain `permission`. `*` contains every one, `posts:*` each that begins with
 * `posts:`; a `*` in any other place is a character like others.
 */
export function allows(permissions: ReadonlySet<string>, permission: string): boolean {
  if (permissions.has(permission) || permissions.has('*')) return true
  let colon = permission.lastIndexOf(':')
  while (colon > 0) {
    if (permissions.has(`${permission.slice(0, colon)}:*`)) return true
    colon = permission.lastIndexOf(':', colon - 1)
  }
  return false
}
