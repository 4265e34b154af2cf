import type { User } from '@latchkey/contracts'
import { principalOf } from '@latchkey/http'
import type { FastifyRequest } from 'fastify'

/**
 * Who makes a request, read from the database: `request.user()` for hosts where another plugin,
 * @fastify/jwt for one, has a `request.user` of its own.
 *
 * @throws {Problem} `TOKEN_MISSING` on a public route, `SESSION_REVOKED` when the user is gone or
 *   disabled.
 */
export async function userOf(request: FastifyRequest): Promise<User> {
  return request.server.auth.users.get(principalOf(request).userId)
}
