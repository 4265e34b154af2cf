import type { AdminUser, AdminUserUpdate } from '@latchkey/contracts'
import type { LiveSessions, RoleBook, SessionChanges } from '@latchkey/core'
import type { Database, DatabaseTransaction } from '@latchkey/database'
import { Problem } from '@latchkey/http'

import { toAdminUser } from './user.ts'
import {
  copyStatus,
  findUser,
  findUsers,
  lockAdmins,
  lockUser,
  updateUser,
  type UserKey,
  type UserRow,
  type UserSelection,
} from './user-store.ts'

/** What may be done to other people's accounts, by administrators and by the command. */
export interface UserAdministration {
  /** Newest first. `last` is where the next page goes on; there is none after the last page. */
  list(selection: UserSelection): Promise<{ data: AdminUser[]; last: string | undefined }>
  /** @throws {Problem} `NOT_FOUND` */
  get(id: string): Promise<AdminUser>
  /** Who has this id, or the canonical form of this address or username. */
  find(key: UserKey, value: string): Promise<AdminUser | undefined>
  /**
   * Gives another role, disables or enables, in one transaction with the sessions of the user: access
   * tokens that state the old role are stale from then on, and those of a disabled user revoked.
   *
   * @throws {Problem} `INVALID_REQUEST` for an unknown role, `NOT_FOUND`, `LAST_ADMIN`
   */
  update(id: string, change: AdminUserUpdate): Promise<AdminUser>
  /**
   * Ends every session of a user.
   *
   * @returns how many there were
   * @throws {Problem} `NOT_FOUND`
   */
  signOut(id: string): Promise<number>
}

export interface UserAdministrationOptions {
  roles: Pick<RoleBook, 'has'>
  liveSessions: Pick<LiveSessions, 'end' | 'inTransaction'>
}

export function createUserAdministration(
  db: Database,
  { roles, liveSessions }: UserAdministrationOptions,
): UserAdministration {
  return {
    async list({ limit, ...selection }) {
      // One more than asked for tells whether there are more.
      const rows = await findUsers(db, { ...selection, limit: limit + 1 })
      const data = rows.slice(0, limit).map(toAdminUser)
      return { data, last: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    async get(id) {
      const row = await findUser(db, 'id', id)
      if (!row) throw new Problem('NOT_FOUND')
      return toAdminUser(row)
    },

    async find(key, value) {
      const row = await findUser(db, key, value)
      return row && toAdminUser(row)
    },

    async update(id, { role, status, reason }) {
      if (role !== undefined && !roles.has(role)) throw unknownRole()
      const isHarmless = status !== 'disabled' && (role === undefined || role === 'admin')
      const row = await liveSessions.inTransaction(async (trx, sessions) => {
        // Before the row itself: whoever takes an administrator away locks in this order.
        const admins = isHarmless ? [] : await lockAdmins(trx)
        const before = await lockUser(trx, id)
        if (!before) throw new Problem('NOT_FOUND')
        if (admins.length === 1 && admins[0] === id) throw new Problem('LAST_ADMIN')

        const after = { role: role ?? before.role, status: status ?? before.status }
        if (after.role === before.role && after.status === before.status) return before
        const row = await updateUser(trx, id, after)
        await follow(trx, sessions, before, after, reason)
        return row
      })
      return toAdminUser(row)
    },

    async signOut(id) {
      const ended = await liveSessions.end({ userId: id }, 'ended_by_admin')
      if (ended === 0 && !(await findUser(db, 'id', id))) throw new Problem('NOT_FOUND')
      return ended
    },
  }
}

/** What the change makes of the sessions of the user. */
async function follow(
  trx: DatabaseTransaction,
  sessions: SessionChanges,
  before: UserRow,
  { role, status }: Pick<UserRow, 'role' | 'status'>,
  reason: string | undefined,
): Promise<void> {
  const userId = before.id
  if (status !== before.status) await copyStatus(trx, userId, status)
  if (status === 'disabled') {
    const why = reason === undefined ? 'disabled' : `disabled: ${reason}`
    await sessions.end({ userId }, why)
  } else if (role !== before.role) {
    await sessions.change(userId, { role })
  }
}

function unknownRole(): Problem {
  const message = 'must be a role that this server has'
  return new Problem('INVALID_REQUEST', { errors: [{ pointer: '/body/role', message }] })
}
