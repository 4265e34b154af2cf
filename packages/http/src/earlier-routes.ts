import type { FastifyInstance } from 'fastify'

/**
 * Makes sure that the guard will see every route. Fastify tells a plugin only of routes that are
 * declared after it, and keeps nothing of `security` that could be looked up: a route declared
 * before would be open, whatever it declares. Only answers to OPTIONS, which CORS plugins declare
 * and which carry no credential, may exist already.
 *
 * @throws {Error} when there are routes, or when `app` is a scope, whose hooks the routes outside of
 *   it never reach.
 */
export function refuseEarlierRoutes(app: FastifyInstance): void {
  if (!Object.hasOwn(app, 'addHook')) {
    throw new Error(
      'Latchkey belongs to the app itself: in a scope of it (a plugin without fastify-plugin) it could not guard the routes outside. Register it on the app, or wrap your plugin with fastify-plugin',
    )
  }
  const earlier = app.supportedMethods
    .filter((method) => method !== 'OPTIONS')
    .map((method) => app.printRoutes({ method, commonPrefix: false }))
    .find((tree) => tree !== NO_ROUTES)
  if (earlier === undefined) return
  throw new Error(
    `Latchkey cannot guard routes that were declared before it: write \`await app.register(…)\` and declare routes after it. There are already:\n${earlier}`,
  )
}

/**
 * Until the guard exists, refuses routes that want one: they may be declared while the database is
 * being opened, by who did not wait for it.
 */
export function refuseUnguardedRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!('security' in route) || app.hasDecorator('authenticate')) return
    throw new Error(
      `${String(route.method)} ${route.url} was declared before Latchkey was there to guard it: write \`await app.register(…)\` first`,
    )
  })
}

/** What Fastify prints for a method without routes. */
const NO_ROUTES = '(empty tree)'
