import { NOW, type Database } from '@latchkey/database'

import type { PasswordProof } from './password-proof.ts'

/** The password of an active user, and by which names a new one must not be made. */
export async function findPassword(db: Database, userId: string) {
  return db
    .selectFrom('credentials')
    .innerJoin('users', 'users.id', 'credentials.user_id')
    .select(['credentials.secret as hash', 'users.email', 'users.username', 'users.name'])
    .where('credentials.user_id', '=', userId)
    .where('credentials.kind', '=', 'password')
    .where('users.status', '=', 'active')
    .executeTakeFirst()
}

/**
 * Notes that a password was used, and keeps the hash that replaces it if there is one. Nobody else
 * can change the password before the transaction ends, so what else happens in it was decided by the
 * password that counts.
 *
 * @returns whether the password is still the one that was proved; if not, nothing has happened.
 */
export async function acceptProof(
  db: Database,
  { userId, verified, hash }: PasswordProof,
): Promise<boolean> {
  const row = await db
    .updateTable('credentials')
    .set({ secret: hash, last_used_at: NOW })
    .where('user_id', '=', userId)
    .where('kind', '=', 'password')
    .where('secret', '=', verified)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
