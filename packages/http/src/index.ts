import type { Security, User } from '@latchkey/contracts'
import type {
  ContextConfigDefault,
  FastifyBaseLogger,
  FastifySchema,
  FastifyTypeProvider,
  FastifyTypeProviderDefault,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerBase,
  RawServerDefault,
  RouteGenericInterface,
} from 'fastify'

import type { Authenticate } from './guard.ts'
import type { Principal } from './principal.ts'
import type { ProblemReplies } from './problem-reply.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The guard as a hook, for routes that cannot declare `security`. */
    readonly authenticate: Authenticate
    readonly problems: ProblemReplies
  }
  interface FastifyRequest {
    /** Who makes the request; `null` on public routes. */
    principal: Principal | null
  }
  // The parameters repeat Fastify's own: merged declarations must agree on them.
  interface RouteShorthandOptions<
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends RawRequestDefaultExpression<RawServer> =
      RawRequestDefaultExpression<RawServer>,
    RawReply extends RawReplyDefaultExpression<RawServer> = RawReplyDefaultExpression<RawServer>,
    RouteGeneric extends RouteGenericInterface = RouteGenericInterface,
    ContextConfig = ContextConfigDefault,
    SchemaCompiler extends FastifySchema = FastifySchema,
    TypeProvider extends FastifyTypeProvider = FastifyTypeProviderDefault,
    Logger extends FastifyBaseLogger = FastifyBaseLogger,
  > {
    /** Who may call the route. */
    security?: Security
    /** Name of the contract the route fulfils. */
    operationId?: string
    /** `Cache-Control` of a contract's answers; `no-store` when it says nothing. */
    cacheControl?: string
  }
}

// @fastify/jwt declares `request.user` for its own use; this says what it is here.
declare module '@fastify/jwt' {
  interface FastifyJWT {
    /** `await request.user()`: the signed-in user, read from the database. */
    user: () => Promise<User>
  }
}

export {
  CLOCK_TOLERANCE,
  createAccessTokens,
  type AccessTokenClaims,
  type AccessTokens,
  type SigningKey,
} from './access-token.ts'
export { createClientErrorHandler } from './client-error.ts'
export { systemClock, type Clock } from './clock.ts'
export { contractRoutes, contractScope } from './contract-scope.ts'
export { readBearerToken, readCredential, type Credential } from './credentials.ts'
export type { Authenticate, Verifiers } from './guard.ts'
export { refuseEarlierRoutes, refuseUnguardedRoutes } from './earlier-routes.ts'
export { hostHeader } from './host-header.ts'
export { createJwt } from './jwt.ts'
export { createKeySet, type KeySet, type VerificationKey } from './key-set.ts'
export { notFound } from './not-found.ts'
export { http, type HttpOptions } from './plugin.ts'
export {
  allows,
  principalOf,
  sessionOf,
  type ApiKeyPrincipal,
  type Principal,
  type SessionPrincipal,
} from './principal.ts'
export {
  Problem,
  type AnyProblemCode,
  type ProblemCatalogue,
  type ProblemOptions,
  type ProblemRegistry,
} from './problem.ts'
export type { ProblemReplies } from './problem-reply.ts'
export { createRevocationSet, type Revocation, type RevocationSet } from './revocation-set.ts'
export { createValidatorCompiler } from './validation.ts'
