import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'

type ChildLoggerFactory = NonNullable<FastifyServerOptions['childLoggerFactory']>
type ChildArguments = Parameters<FastifyBaseLogger['child']>

/**
 * Gives every request a child of `log` that is made when something is logged: for most requests it
 * never is. A child of pino costs 1 µs, where all that Fastify does for a request takes 2.5.
 */
export function lateChildren(log: FastifyBaseLogger): ChildLoggerFactory {
  return (_parent, bindings, options) => new LateLogger(log, bindings, options)
}

/** A class, because one is made per request and its functions must not be. */
class LateLogger implements FastifyBaseLogger {
  readonly #parent: FastifyBaseLogger
  readonly #child: ChildArguments
  #made: FastifyBaseLogger | undefined

  constructor(parent: FastifyBaseLogger, ...child: ChildArguments) {
    this.#parent = parent
    this.#child = child
  }

  get level(): string {
    return this.#make().level
  }

  child(...child: ChildArguments): FastifyBaseLogger {
    return this.#make().child(...child)
  }

  fatal(what: unknown, message?: string, ...values: unknown[]): void {
    this.#make().fatal(what, message, ...values)
  }

  error(what: unknown, message?: string, ...values: unknown[]): void {
    this.#make().error(what, message, ...values)
  }

  warn(what: unknown, message?: string, ...values: unknown[]): void {
    this.#make().warn(what, message, ...values)
  }

  info(what: unknown, message?: string, ...values: unknown[]): void {
    this.#make().info(what, message, ...values)
  }

  debug(what: unknown, message?: string, ...values: unknown[]): void {
    this.#make().debug(what, message, ...values)
  }

  trace(what: unknown, message?: string, ...values: unknown[]): void {
    this.#make().trace(what, message, ...values)
  }

  silent(): void {}

  #make(): FastifyBaseLogger {
    this.#made ??= this.#parent.child(...this.#child)
    return this.#made
  }
}
