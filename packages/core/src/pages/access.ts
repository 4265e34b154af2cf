import type { Operation, Security } from '@latchkey/contracts'

import { count, listWords } from './prose.ts'

const CALLERS = {
  session: 'A signed-in user',
  any: 'A signed-in user or an API key',
  service: 'An API key',
} as const

/** Who may call an operation, in words. */
export function accessOf(security: Security): string {
  if (security === 'public') return 'Anybody. No credential is needed.'
  const { by, role, permission, scope, maxAge } = security
  const conditions = [
    role !== undefined && `the role \`${role}\``,
    permission !== undefined && `the permission \`${permission}\``,
    scope !== undefined && `the scope \`${scope}\``,
    maxAge !== undefined && `a sign-in not older than ${duration(maxAge)}`,
  ].filter((condition) => condition !== false)
  if (conditions.length === 0) return `${CALLERS[by]}.`
  return `${CALLERS[by]} with ${listWords(conditions, 'and')}.`
}

/** How often an operation may be called, in words; `undefined` where nothing is counted. */
export function limitsOf({ limits }: Operation): string | undefined {
  if (!limits || limits.length === 0) return undefined
  const failures = limits.includes('credential') ? ' Failed attempts count separately.' : ''
  return `Rate limited. A refusal says in \`Retry-After\` how many seconds to wait.${failures}`
}

function duration(seconds: number): string {
  return seconds % 60 === 0 ? count(seconds / 60, 'minute') : count(seconds, 'second')
}
