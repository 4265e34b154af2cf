import type { User } from '@latchkey/contracts'
import type { Row } from '@latchkey/database'

/** What the outside may know about a user. */
export function toUser(row: Row<'users'>): User {
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.email_verified_at !== null,
    username: row.username,
    name: row.name,
    locale: row.locale,
    role: row.role,
    status: row.status,
    profile: row.profile,
    createdAt: row.created_at.toISOString(),
  }
}
