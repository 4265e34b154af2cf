import fp from 'fastify-plugin'
import findMyWay, { type HTTPMethod } from 'find-my-way'

import { Problem } from './problem.ts'

/**
 * Answers unknown paths with `NOT_FOUND`, and known paths with another method with
 * `METHOD_NOT_ALLOWED` and `Allow` (RFC 9110, section 15.5.6). For apps that are Latchkey alone: a
 * host keeps its own handler.
 */
export const notFound = fp(
  async (app) => {
    // Fastify does not tell which methods a path has, so the routes are kept in a router beside it.
    const router = findMyWay()
    const methods = new Set<HTTPMethod>()
    app.addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat()) {
        const verb = toMethod(name)
        if (verb && !router.hasRoute(verb, url)) router.on(verb, url, () => undefined)
        if (verb) methods.add(verb)
      }
    })

    app.setNotFoundHandler((request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '/'
      const allowed = [...methods].filter((method) => router.find(method, path))
      if (allowed.length === 0) return app.problems.send(new Problem('NOT_FOUND'), request, reply)
      reply.header('allow', allowed.toSorted().join(', '))
      return app.problems.send(new Problem('METHOD_NOT_ALLOWED'), request, reply)
    })
  },
  { name: '@latchkey/not-found', fastify: '5.x' },
)

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

function toMethod(name: string): HTTPMethod | undefined {
  return METHODS.find((method) => method === name.toUpperCase())
}
