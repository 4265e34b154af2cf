import type { Requirement } from '@latchkey/contracts'

const WHO: ReadonlySet<unknown> = new Set(['session', 'any', 'service'])
const TEXTS: ReadonlySet<string> = new Set(['role', 'permission', 'scope'])
const KNOWN = new Set(['by', 'maxAge', ...TEXTS])

/**
 * Reads what a route says about who may call it. It is checked when the route is declared, because
 * plain JavaScript lets through what the types refuse, and a misspelt requirement must not boot: it
 * would let in whom it was meant to keep out.
 *
 * @returns `undefined` for a public route
 * @throws {TypeError} naming the route, for anything that is not a `Security`
 */
export function readSecurity(security: unknown, route: string): Requirement | undefined {
  if (security === 'public') return undefined
  if (isRequirement(security)) return security
  throw new TypeError(
    `${route} declares a security that means nothing: use 'public', or session, any, recent, admin, or { by: 'session', … }`,
  )
}

function isRequirement(security: unknown): security is Requirement {
  if (typeof security !== 'object' || security === null || !('by' in security)) return false
  const members = Object.entries(security)
  return (
    WHO.has(security.by) &&
    members.every(([name, value]) => KNOWN.has(name) && isFitting(name, value))
  )
}

function isFitting(name: string, value: unknown): boolean {
  if (name === 'maxAge') return typeof value === 'number' && value >= 0
  return !TEXTS.has(name) || (typeof value === 'string' && value !== '')
}
