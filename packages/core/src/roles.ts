/**
 * Role → permissions. `*` stands for every permission, `posts:*` for each that begins with `posts:`.
 */
export type Roles = Readonly<Record<string, readonly string[]>>

export const DEFAULT_ROLES: Roles = { admin: ['*'], user: [] }

export interface RoleBook {
  has(role: string): boolean
  /** Empty for a role that is not defined: whoever has it may nothing. */
  permissionsOf(role: string): ReadonlySet<string>
}

/** @throws {Error} when `roles` lacks `admin` or `user`, which Latchkey itself relies on. */
export function createRoleBook(roles: Roles): RoleBook {
  const book = new Map(
    Object.entries(roles).map(([role, permissions]) => [role, new Set(permissions)]),
  )
  for (const needed of ['admin', 'user']) {
    if (!book.has(needed)) throw new Error(`roles must define ${needed}`)
  }
  return {
    has: (role) => book.has(role),
    permissionsOf: (role) => book.get(role) ?? NONE,
  }
}

const NONE: ReadonlySet<string> = new Set()
