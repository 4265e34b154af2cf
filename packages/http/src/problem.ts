import {
  PROBLEMS,
  type ProblemCode,
  type ProblemDefinition,
  type ProblemDocument,
} from '@latchkey/contracts'

/**
 * Every code that may be thrown. A host declares its own by merging this interface, and defines
 * them with the option `problems`.
 */
export interface ProblemRegistry extends Record<ProblemCode, ProblemDefinition> {}

export type AnyProblemCode = keyof ProblemRegistry

export type ProblemCatalogue = Readonly<Record<string, ProblemDefinition>>

export interface ProblemOptions {
  /** What is wrong this time. Goes to the client: nothing internal, nothing secret. */
  detail?: string
  /** For the log only. */
  internal?: string
  /** For the log only. */
  cause?: unknown
  errors?: NonNullable<ProblemDocument['errors']>
  /** The role, permission or scope that is missing. */
  required?: string
  /** Greatest age of the last sign-in, in seconds, that would have been accepted. */
  maxAge?: number
  /** Seconds after which it is worth trying again. */
  retryAfter?: number
}

/** The one error that is thrown on purpose: a refusal with a code of the catalogue. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: AnyProblemCode
  /** For hosts whose own error handler answers; ours reads the catalogue. */
  readonly statusCode: number
  readonly options: ProblemOptions

  /** @param options `detail` is safe for the client; `internal` and `cause` go to the log only. */
  constructor(code: AnyProblemCode, options: ProblemOptions = {}) {
    const definition: ProblemDefinition | undefined = known[code]
    // Hosts with an error handler of their own send the message to the client.
    super(definition?.title ?? code, { cause: options.cause })
    this.code = code
    this.statusCode = definition?.status ?? 500
    this.options = options
  }
}

const known: ProblemCatalogue = PROBLEMS
