import type { Requirement } from '@latchkey/contracts'
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'

import type { Clock } from './clock.ts'
import { readCredential, type CredentialOptions } from './credentials.ts'
import { readSecurity } from './declared-security.ts'
import { allows, type Principal } from './principal.ts'
import { Problem } from './problem.ts'
import type { ProblemReplies } from './problem-reply.ts'

/** Turns credentials into principals. Plugins that bring a kind of credential set theirs. */
export interface Verifiers {
  /** @throws {Problem} when the token is not accepted. */
  accessToken: (token: string) => Principal | Promise<Principal>
  /** @throws {Problem} when the key is not accepted. */
  apiKey: (key: string) => Principal | Promise<Principal>
}

export interface GuardOptions extends CredentialOptions {
  verifiers: Verifiers
  clock: Clock
  replies: ProblemReplies
}

/** @throws {TypeError} for anything that is not a `Requirement`, a request above all. */
export type Authenticate = (security: Requirement) => onRequestHookHandler

/**
 * Makes the hook that decides who may call a route. It runs before the body is read, and answers
 * refusals itself, so that they are problem documents whatever error handler the host has.
 */
export function createGuard(options: GuardOptions): Authenticate {
  const { verifiers, clock, replies } = options

  function identify(request: FastifyRequest): Principal | Promise<Principal> {
    const credential = readCredential(request, options)
    if (!credential) throw new Problem('TOKEN_MISSING')
    return verifiers[credential.kind](credential.value)
  }

  return (security, ...misused: unknown[]) => {
    // Called as a hook it would never let the request go on.
    if (misused.length > 0 || !readSecurity(security, 'app.authenticate(…)')) {
      throw new TypeError(MISUSED)
    }
    return function guard(request: FastifyRequest, reply: FastifyReply, done) {
      const admit = (principal: Principal) => {
        check(principal, security, clock)
        request.principal = principal
        done()
      }
      const refuse = (error: unknown) => {
        replies.send(error, request, reply)
      }
      try {
        const principal = identify(request)
        if (principal instanceof Promise) principal.then(admit).catch(refuse)
        else admit(principal)
      } catch (error) {
        refuse(error)
      }
    }
  }
}

const MISUSED =
  'app.authenticate makes a hook for those who may call, so not everybody: `onRequest: app.authenticate(session)`'

/** @throws {Problem} `FORBIDDEN` or `REAUTHENTICATION_REQUIRED` */
function check(principal: Principal, security: Requirement, clock: Clock): void {
  const { by, role, permission, scope, maxAge } = security
  if (by === 'session' && principal.kind !== 'session') throw forbidden('session')
  if (by === 'service' && principal.kind !== 'apiKey') throw forbidden(scope ?? 'service')
  if (scope !== undefined && !(principal.kind === 'apiKey' && principal.scopes.has(scope))) {
    throw forbidden(scope)
  }
  if (role !== undefined && principal.role !== role) throw forbidden(role)
  if (permission !== undefined && !allows(principal.permissions, permission)) {
    throw forbidden(permission)
  }
  if (maxAge !== undefined) {
    const since = principal.kind === 'session' ? principal.authenticatedAt : -Infinity
    if (clock.now() / 1000 - since > maxAge)
      throw new Problem('REAUTHENTICATION_REQUIRED', { maxAge })
  }
}

function forbidden(required: string): Problem {
  return new Problem('FORBIDDEN', { required })
}
