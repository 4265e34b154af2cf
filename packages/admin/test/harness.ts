import { createLiveSessions, createRoleBook } from '@latchkey/core'
import { newId, openDatabase, type Database } from '@latchkey/database'
import { createRevocationSet } from '@latchkey/http'
import { databaseTest } from '@latchkey/testing'
import { sql } from 'kysely'

import { createUserAdministration } from '../src/index.ts'

interface Person {
  email?: string
  username?: string
  name?: string
  role?: string
  status?: 'active' | 'disabled'
  kind?: 'person' | 'service'
}

/** User administration on a PostgreSQL database of its own, without a server. */
export const test = databaseTest
  .extend('db', async ({ postgresUrl }, { onCleanup }) => {
    const { db, close } = await openDatabase({
      url: postgresUrl,
      dataDir: '',
      // Tests run beside each other on a busy machine.
      queryTimeout: 20_000,
      onError: () => undefined,
    })
    onCleanup(close)
    return db
  })
  .extend('revocations', () => createRevocationSet())
  .extend('users', ({ db, revocations }) =>
    createUserAdministration(db, {
      roles: createRoleBook({ admin: ['*'], user: [], editor: ['articles:write'] }),
      liveSessions: createLiveSessions({ db, revocations, accessTokenLifetime: 900 }),
    }),
  )
  .extend('person', ({ db }) => {
    /** A new user: his id. */
    return async ({ email, username, ...others }: Person = {}): Promise<string> => {
      const id = newId()
      await db
        .insertInto('users')
        .values({
          id,
          role: 'user',
          email: email ?? null,
          email_key: email?.toLowerCase() ?? null,
          username: username ?? null,
          username_key: username?.toLowerCase() ?? null,
          ...others,
        })
        .execute()
      return id
    }
  })
  .extend('session', ({ db }) => {
    /** A session of a user, refreshed twice: its id. */
    return async (userId: string, role = 'user'): Promise<string> => {
      const id = newId()
      await db
        .insertInto('sessions')
        .values({
          id,
          user_id: userId,
          generation: 3,
          hash: Buffer.alloc(32),
          rotation_key_id: '00000000',
          transport: 'bearer',
          client_id: 'first-party',
          role,
          idle_expires_at: sql<Date>`now() + interval '7 days'`,
          expires_at: sql<Date>`now() + interval '30 days'`,
          amr: ['pwd'],
        })
        .execute()
      return id
    }
  })

/** Until a statement waits for a lock that another transaction holds. */
export async function waitingForALock(db: Database): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length > 0) return
  }
}
