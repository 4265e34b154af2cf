/**
 * Who may call a route.
 *
 * - `public`: anybody; credentials are not even looked at.
 * - `by: 'session'`: a signed-in user; `by: 'any'`: a signed-in user or an API key;
 *   `by: 'service'`: an API key with `scope`.
 * - `role` and `permission` narrow it further; who lacks them gets `FORBIDDEN`.
 * - `maxAge`: greatest age in seconds of the last proof of identity; an older one gets
 *   `REAUTHENTICATION_REQUIRED` (RFC 9470).
 */
export type Security = 'public' | Requirement

export interface Requirement {
  readonly by: 'session' | 'any' | 'service'
  readonly role?: string
  readonly permission?: string
  readonly scope?: string
  readonly maxAge?: number
}

/** A signed-in user. */
export const session = { by: 'session' } as const satisfies Security

/** A signed-in user or an API key. */
export const any = { by: 'any' } as const satisfies Security

/** A user who proved who he is within the last ten minutes. */
export const recent = { by: 'session', maxAge: 600 } as const satisfies Security

/** A signed-in administrator. */
export const admin = { by: 'session', role: 'admin' } as const satisfies Security

/** An API key that carries `scope`. */
export function service(scope: string) {
  return { by: 'service', scope } as const satisfies Security
}
