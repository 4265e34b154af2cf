import {
  NOW,
  type Database,
  type DatabaseTransaction,
  type LatchkeyTables,
  type Row,
} from '@latchkey/database'
import { sql, type ExpressionBuilder } from 'kysely'

export type UserRow = Row<'users'>

export interface UserSelection {
  /** Part of the address, the username or the name. */
  readonly query?: string | undefined
  /** Only users older than this one: ids grow with time. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function findUsers(
  db: Database,
  { query, before, limit }: UserSelection,
): Promise<UserRow[]> {
  return db
    .selectFrom('users')
    .selectAll()
    .where((eb) =>
      eb.and([
        ...(query === undefined ? [] : [contains(eb, query)]),
        ...(before === undefined ? [] : [eb('id', '<', before)]),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Columns of which every value is one user's at most; the keys are canonical forms. */
export type UserKey = 'id' | 'email_key' | 'username_key'

export async function findUser(
  db: Database,
  key: UserKey,
  value: string,
): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where(key, '=', value).executeTakeFirst()
}

/** The row as it is from now on until the transaction ends: who wants to change it waits. */
export async function lockUser(trx: DatabaseTransaction, id: string): Promise<UserRow | undefined> {
  return trx
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/**
 * Everybody who can administer users, and stays able to until the transaction ends. Always in one
 * order, so that two who ask do not wait for each other.
 */
export async function lockAdmins(trx: DatabaseTransaction): Promise<string[]> {
  const admins = await trx
    .selectFrom('users')
    .select('id')
    // As literals: they let the planner choose the index of administrators.
    .where('role', '=', sql.lit('admin'))
    .where('status', '=', sql.lit('active'))
    .where('kind', '=', sql.lit('person'))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return admins.map(({ id }) => id)
}

export async function updateUser(
  trx: DatabaseTransaction,
  id: string,
  change: Pick<UserRow, 'role' | 'status'>,
): Promise<UserRow> {
  return trx
    .updateTable('users')
    .set({ ...change, updated_at: NOW })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Sessions repeat the status of their user, those that are over too. */
export async function copyStatus(
  trx: DatabaseTransaction,
  userId: string,
  status: UserRow['status'],
): Promise<void> {
  await trx.updateTable('sessions').set({ status }).where('user_id', '=', userId).execute()
}

function contains(eb: ExpressionBuilder<LatchkeyTables, 'users'>, query: string) {
  const pattern = `%${query.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return eb.or([
    eb('email', 'ilike', pattern),
    // Canonical by our own rules, where `ilike` goes by those of the database.
    eb('email_key', 'like', pattern.toLowerCase()),
    eb('username', 'ilike', pattern),
    eb('name', 'ilike', pattern),
  ])
}
