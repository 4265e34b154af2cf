import type { AdminUser } from '@latchkey/contracts'
import { toUser } from '@latchkey/core'

import type { UserRow } from './user-store.ts'

/** What administrators may know about a user. */
export function toAdminUser(row: UserRow): AdminUser {
  return { ...toUser(row), appMetadata: row.app_metadata }
}
