/**
 * The name of the unique constraint or index that a write ran into, on PostgreSQL and PGlite alike;
 * `undefined` for every other error.
 */
export function uniqueViolation(error: unknown): string | undefined {
  if (!(error instanceof Error) || textOf(error, 'code') !== '23505') return undefined
  return textOf(error, 'constraint')
}

/**
 * Whether a query failed because the database cannot serve it at the moment, so that the same
 * request may succeed later: the connection was lost or refused, no connection was free, a time
 * limit was hit, the server is shutting down, read-only, or out of disk, memory or connections.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = textOf(error, 'code')
  if (code !== undefined && (NETWORK_CODES.has(code) || SQL_STATES.test(code))) return true
  return DRIVER_MESSAGES.has(error.message) || isUnavailable(error.cause)
}

function textOf(error: object, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : undefined
}

// PostgreSQL, appendix A: connection exceptions (08), insufficient resources (53), operator
// intervention (57), I/O errors (58030), read-only (25006), the time limits of idle sessions,
// transactions and locks (25P03, 25P04, 55P03), and transactions that got in each other's way
// (40001, 40P01), which succeed when they are repeated.
const SQL_STATES = /^(?:(?:08|53|57)\w{3}|58030|25006|25P0[34]|55P03|40001|40P01)$/

const NETWORK_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

// Errors of pg, Kysely and PGlite that carry no code; the tests provoke them.
const DRIVER_MESSAGES = new Set([
  'Cannot use a pool after calling end on the pool',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Connection terminated',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'PGlite is closed',
  'PGlite is closing',
  'PGlite instance is already closed.',
  'Postgres connection has been discarded',
  'driver has already been destroyed',
  'timeout exceeded when trying to connect',
  'timeout expired',
])
