import type { JsonObject } from '@latchkey/contracts'
import {
  hot,
  newId,
  NOW,
  type Database,
  type LatchkeyTables,
  type Parameter,
  type Row,
} from '@latchkey/database'
import type { Updateable } from 'kysely'

export type UserRow = Row<'users'>

export interface NewUser {
  email: string | null
  emailKey: string | null
  username: string | null
  usernameKey: string | null
  name: string | null
  locale: string | null
  profile: JsonObject
  appMetadata: JsonObject
  role: string
  passwordHash: string
}

/**
 * Adds a user with a password in one statement.
 *
 * @throws a unique violation of `users_email_key_unique` or `users_username_key_unique`.
 */
export async function insertUser(db: Database, user: NewUser): Promise<UserRow> {
  const id = newId()
  return db
    .with('person', (cte) =>
      cte
        .insertInto('users')
        .values({
          id,
          email: user.email,
          email_key: user.emailKey,
          username: user.username,
          username_key: user.usernameKey,
          name: user.name,
          locale: user.locale,
          profile: JSON.stringify(user.profile),
          app_metadata: JSON.stringify(user.appMetadata),
          role: user.role,
        })
        .returningAll(),
    )
    .with('password', (cte) =>
      cte.insertInto('credentials').values({
        id: newId(),
        user_id: id,
        kind: 'password',
        secret: user.passwordHash,
        data: '{}',
      }),
    )
    .selectFrom('person')
    .selectAll()
    .executeTakeFirstOrThrow()
}

/** @returns `undefined` when the user is gone or disabled. */
export async function findUser(db: Database, id: string): Promise<UserRow | undefined> {
  const [row] = await selectUser(db, { id })
  return row
}

const selectUser = hot('user', (db, parameter: Parameter<{ id: string }>) =>
  db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', parameter('id'))
    .where('status', '=', 'active'),
)

/** One way to name an account: by the canonical form of its address or its username. */
export type Identifier = { readonly emailKey: string } | { readonly usernameKey: string }

/** The account behind an identifier, its password, and whether the device is one of its own. */
export async function findAccount(db: Database, identifier: Identifier, deviceHash: Buffer | null) {
  const [row] =
    'emailKey' in identifier
      ? await selectByEmail(db, { key: identifier.emailKey, deviceHash })
      : await selectByUsername(db, { key: identifier.usernameKey, deviceHash })
  return row
}

const selectByEmail = selectAccountBy('email_key')
const selectByUsername = selectAccountBy('username_key')

function selectAccountBy(column: 'email_key' | 'username_key') {
  type Parameters = { key: string; deviceHash: Buffer | null }
  return hot(`account-by-${column.replace('_', '-')}`, (db, parameter: Parameter<Parameters>) =>
    db
      .selectFrom('users')
      .innerJoin('credentials', (join) =>
        join.onRef('credentials.user_id', '=', 'users.id').on('credentials.kind', '=', 'password'),
      )
      .leftJoin('known_devices', (join) =>
        join
          .onRef('known_devices.user_id', '=', 'users.id')
          .on('known_devices.hash', '=', parameter('deviceHash')),
      )
      .selectAll('users')
      .select(['credentials.secret as password_hash', 'known_devices.id as device_id'])
      .where(`users.${column}`, '=', parameter('key')),
  )
}

/** Changes an active user; the columns that are left out stay. */
export async function updateUser(
  db: Database,
  id: string,
  change: Pick<
    Updateable<LatchkeyTables['users']>,
    'name' | 'username' | 'username_key' | 'locale' | 'profile'
  >,
): Promise<UserRow | undefined> {
  return db
    .updateTable('users')
    .set({ ...change, updated_at: NOW })
    .where('id', '=', id)
    .where('status', '=', 'active')
    .returningAll()
    .executeTakeFirst()
}
