import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
type ChildLoggerFactory = NonNullable<FastifyServerOptions['childLoggerFactory']>
type ChildArguments = Parameters<FastifyBaseLogger['child']>

/**
 * Gives every request a child of `log` that is made when something is logged: for most requests it
 * never is.
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

  fatal(...line: unknown[]): void {
    this.#write('fatal', line)
  }

  error(...line: unknown[]): void {
    this.#write('error', line)
  }

  warn(...line: unknown[]): void {
    this.#write('warn', line)
  }

  info(...line: unknown[]): void {
    this.#write('info', line)
  }

  debug(...line: unknown[]): void {
    this.#write('debug', line)
  }

  trace(...line: unknown[]): void {
    this.#write('trace', line)
  }

  silent(...line: unknown[]): void {
    this.#write('silent', line)
  }

  #make(): FastifyBaseLogger {
    this.#made ??= this.#parent.child(...this.#child)
    return this.#made
  }

  #write(level: Level, line: unknown[]): void {
    const logger = this.#make()
    Reflect.apply(logger[level], logger, line)
  }
}
