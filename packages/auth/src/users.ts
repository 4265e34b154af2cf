import type { MeUpdate, User } from '@latchkey/contracts'
import { toUser } from '@latchkey/core'
import type { Database } from '@latchkey/database'
import { Problem } from '@latchkey/http'

import { takenOr, usernameKeyOf } from './account-keys.ts'
import { checkProfile } from './profile.ts'
import { findUser, updateUser } from './user-store.ts'

export interface Users {
  /** @throws {Problem} `SESSION_REVOKED` when the user is gone or disabled. */
  get(id: string): Promise<User>
  /** @throws {Problem} `INVALID_REQUEST`, `USERNAME_TAKEN`, `SESSION_REVOKED` */
  update(id: string, change: MeUpdate): Promise<User>
}

export function createUsers(db: Database): Users {
  return {
    async get(id) {
      const row = await findUser(db, id)
      if (!row) throw new Problem('SESSION_REVOKED')
      return toUser(row)
    },

    async update(id, { username, profile, ...change }) {
      const row = await updateUser(db, id, {
        ...change,
        ...(username === undefined ? {} : { username, username_key: usernameKeyOf(username) }),
        ...(profile === undefined ? {} : { profile: JSON.stringify(checkProfile(profile)) }),
      }).catch((error: unknown) => {
        throw takenOr(error)
      })
      if (!row) throw new Problem('SESSION_REVOKED')
      return toUser(row)
    },
  }
}
