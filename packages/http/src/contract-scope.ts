import fp from 'fastify-plugin'
import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyPluginOptions,
  FastifyRequest,
  RouteOptions,
} from 'fastify'

import { closeResponses, createSerializerCompiler } from './serialization.ts'
import { parseStrictJson } from './strict-json.ts'
import { createValidatorCompiler } from './validation.ts'

/** Greatest body of an operation, in bytes. */
const BODY_LIMIT = 64 * 1024

const MARK = Symbol('latchkey.contractScope')

/**
 * Registers `routes` in a scope where contracts are law: a route without `security` does not boot,
 * a status without a schema does not leave, JSON is strict, and every refusal is a problem document.
 */
export function contractRoutes<Options extends FastifyPluginOptions>(
  routes: FastifyPluginAsync<Options>,
): FastifyPluginAsync<Options> {
  return async (app, options) => {
    await app.register(contractScope)
    await routes(app, options)
  }
}

/** The same rules for the scope it is registered in, and every scope below. */
export const contractScope = fp(
  async (app) => {
    if (app.hasDecorator(MARK)) return
    app.decorate(MARK, true)

    app.setErrorHandler((error, request, reply) => app.problems.send(error, request, reply))
    app.setValidatorCompiler(createValidatorCompiler())
    app.setSerializerCompiler(createSerializerCompiler())

    app.removeAllContentTypeParsers()
    app.addContentTypeParser<Buffer>(
      'application/json',
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) =>
        // Clients that always name a media type name it for nothing, too.
        body.length === 0 ? undefined : parseStrictJson(body),
    )

    app.addHook('onRoute', requireSecurity)
    app.addHook('onRoute', applyContract)
  },
  { name: '@latchkey/contract-scope', fastify: '5.x' },
)

function requireSecurity({ security, method, url }: RouteOptions): void {
  if (security === undefined) throw new Error(`${String(method)} ${url} declares no security`)
}

function applyContract(this: FastifyInstance, route: RouteOptions): void {
  route.bodyLimit ??= BODY_LIMIT
  route.schema = closeResponses(route.schema)
  const cacheControl = route.cacheControl ?? 'no-store'
  route.onRequest = [
    (_request, reply, done) => {
      reply.header('cache-control', cacheControl)
      done()
    },
    ...[route.onRequest ?? []].flat(),
  ]
  if (acceptsNothing(route.schema?.body)) {
    route.preValidation = [
      (request, _reply, done) => {
        if (request.body === undefined) request.body = {}
        done()
      },
      ...[route.preValidation ?? []].flat(),
    ]
  }
}

/** An operation none of whose members is required may be called without a body. */
function acceptsNothing(body: unknown): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    !['required', 'anyOf', 'oneOf'].some((keyword) => keyword in body)
  )
}
