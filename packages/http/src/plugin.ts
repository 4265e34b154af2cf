import { PROBLEMS } from '@latchkey/contracts'
import type { RouteOptions } from 'fastify'
import fp from 'fastify-plugin'

import type { Clock } from './clock.ts'
import { readSecurity } from './declared-security.ts'
import { refuseEarlierRoutes } from './earlier-routes.ts'
import { createGuard, type Verifiers } from './guard.ts'
import { Problem, type ProblemCatalogue } from './problem.ts'
import { createProblemReplies } from './problem-reply.ts'

export interface HttpOptions {
  verifiers: Verifiers
  clock: Clock
  /** Where the pages of the problem codes are; read at every refusal. */
  publicUrl: () => string
  /** Tells failures that are worth another try from mistakes. */
  isUnavailable: (error: unknown) => boolean
  /** What every API key begins with, the underscore included. */
  apiKeyPrefix: string
  /** Codes of the host, beside those of Latchkey. */
  problems?: ProblemCatalogue
}

/**
 * `security` on routes: `app.authenticate`, `request.principal`, and a guard before every route
 * that declares who may call it. Routes of the host that declare nothing stay as they are.
 *
 * @throws {Error} when routes exist already, or in a scope: it could not guard all of them.
 */
export const http = fp<HttpOptions>(
  async (app, options) => {
    refuseEarlierRoutes(app)
    const { verifiers, clock, publicUrl, isUnavailable, apiKeyPrefix } = options
    const catalogue = { ...options.problems, ...PROBLEMS }
    const problems = createProblemReplies({ catalogue, publicUrl, isUnavailable })
    const authenticate = createGuard({ verifiers, clock, replies: problems, apiKeyPrefix })

    // Refusals are problem documents on every route that says who may call it; every other error goes
    // on to the handler of the host.
    const answerProblems: RouteOptions['errorHandler'] = (error, request, reply) => {
      if (!(error instanceof Problem) && !isUnavailable(error)) throw error
      problems.send(error, request, reply)
    }

    app.decorate('problems', problems)
    app.decorate('authenticate', authenticate)
    app.decorateRequest('principal', null)
    app.addHook('onRoute', (route) => {
      if (!('security' in route)) return
      route.errorHandler ??= answerProblems
      const requirement = readSecurity(route.security, `${String(route.method)} ${route.url}`)
      if (!requirement) return
      route.onRequest = [authenticate(requirement), ...[route.onRequest ?? []].flat()]
    })
  },
  { name: '@latchkey/http', fastify: '5.x' },
)
