import type { AdminUser, AdminUserUpdate } from '@latchkey/contracts'
import { changeSessions, endSessions, type RevocationEntry, type RoleBook } from '@latchkey/core'
import type { Database, DatabaseTransaction } from '@latchkey/database'
import { CLOCK_TOLERANCE, Problem, type RevocationSet } from '@latchkey/http'

import { toAdminUser } from './user.ts'
import {
  copyStatus,
  findUser,
  findUsers,
  lockAdmins,
  lockUser,
  updateUser,
  type UserRow,
  type UserSelection,
} from './user-store.ts'

/** What may be done to other people's accounts, by administrators and by the command. */
export interface UserAdministration {
  /** Newest first. `last` is where the next page goes on; there is none after the last page. */
  list(selection: UserSelection): Promise<{ data: AdminUser[]; last: string | undefined }>
  /** @throws {Problem} `NOT_FOUND` */
  get(id: string): Promise<AdminUser>
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
  /** What this process knows to be revoked; the others learn of it by themselves. */
  revocations: Pick<RevocationSet, 'add'>
  /** Seconds that an access token lives at most. */
  accessTokenLifetime: number
}

export function createUserAdministration(
  db: Database,
  { roles, revocations, accessTokenLifetime }: UserAdministrationOptions,
): UserAdministration {
  // An entry must outlive every access token that it is about.
  const lifetime = accessTokenLifetime + CLOCK_TOLERANCE

  /** What the change makes of the sessions of the user. */
  async function follow(
    trx: DatabaseTransaction,
    before: UserRow,
    { role, status }: Pick<UserRow, 'role' | 'status'>,
    reason: string | undefined,
  ): Promise<RevocationEntry[]> {
    const userId = before.id
    if (status !== before.status) await copyStatus(trx, userId, status)
    if (status === 'disabled') {
      const ended = reason === undefined ? 'disabled' : `disabled: ${reason}`
      return endSessions(trx, { userId }, { reason: ended, lifetime })
    }
    return role === before.role ? [] : changeSessions(trx, userId, { role }, lifetime)
  }

  return {
    async list({ limit, ...selection }) {
      // One more than asked for tells whether there are more.
      const rows = await findUsers(db, { ...selection, limit: limit + 1 })
      const data = rows.slice(0, limit).map(toAdminUser)
      return { data, last: rows.length > limit ? data.at(-1)?.id : undefined }
    },

    async get(id) {
      const row = await findUser(db, id)
      if (!row) throw new Problem('NOT_FOUND')
      return toAdminUser(row)
    },

    async update(id, { role, status, reason }) {
      if (role !== undefined && !roles.has(role)) throw unknownRole()
      const isHarmless = status !== 'disabled' && (role === undefined || role === 'admin')
      const { row, entries } = await db.transaction().execute(async (trx) => {
        // Before the row itself: whoever takes an administrator away locks in this order.
        const admins = isHarmless ? [] : await lockAdmins(trx)
        const before = await lockUser(trx, id)
        if (!before) throw new Problem('NOT_FOUND')
        if (admins.length === 1 && admins[0] === id) throw new Problem('LAST_ADMIN')

        const after = { role: role ?? before.role, status: status ?? before.status }
        if (after.role === before.role && after.status === before.status) {
          return { row: before, entries: [] }
        }
        const row = await updateUser(trx, id, after)
        return { row, entries: await follow(trx, before, after, reason) }
      })
      for (const entry of entries) revocations.add(entry)
      return toAdminUser(row)
    },

    async signOut(id) {
      const entries = await endSessions(db, { userId: id }, { reason: 'ended_by_admin', lifetime })
      for (const entry of entries) revocations.add(entry)
      if (entries.length === 0 && !(await findUser(db, id))) throw new Problem('NOT_FOUND')
      return entries.length
    },
  }
}

function unknownRole(): Problem {
  const message = 'must be a role that this server has'
  return new Problem('INVALID_REQUEST', { errors: [{ pointer: '/body/role', message }] })
}
