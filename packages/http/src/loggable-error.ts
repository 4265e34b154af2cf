/** How many causes of causes a line shows. */
const MAX_CAUSES = 4

/**
 * What the log may know of an error: what it is, where it happened, and why. Drivers attach the
 * statement, its parameters and the row that failed, and those hold addresses, hashes and tokens.
 */
export function toLoggable(error: unknown, causes = MAX_CAUSES): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  return {
    type: name,
    message,
    stack,
    ...('code' in error ? { code: error.code } : {}),
    ...('constraint' in error ? { constraint: error.constraint } : {}),
    ...(cause !== undefined && causes > 0 ? { cause: toLoggable(cause, causes - 1) } : {}),
  }
}
