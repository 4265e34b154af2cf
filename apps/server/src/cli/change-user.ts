import { canonicalEmail, canonicalUsername } from '@latchkey/auth'
import type { AdminUserUpdate } from '@latchkey/contracts'
import type { Database } from '@latchkey/database'
import { Problem } from '@latchkey/http'

import { UsageError, type DatabaseContext } from './command.ts'
import type { Output } from './output.ts'

/** How commands are told which user is meant. */
export const WHO = '<email|username|id>'

/**
 * Changes one user, named by the only positional argument, and says what he is now.
 *
 * @returns the exit code
 * @throws {UsageError}
 */
export async function changeUser(
  { db, users }: DatabaseContext,
  [who, ...others]: readonly string[],
  change: AdminUserUpdate,
  output: Output,
): Promise<number> {
  if (who === undefined || others.length > 0) throw new UsageError(`Name one user: ${WHO}`)
  const id = await findUserId(db, who)
  if (id === undefined) {
    output.complain(`There is no user ${who}`)
    return 1
  }
  try {
    const { role, status } = await users().update(id, change)
    output.print(`${who} has the role ${role} and is ${status}`)
    return 0
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    output.complain(`Nothing has changed: ${describe(error)}`)
    return 1
  }
}

/** An id is longer than a username, and a username has no `@`: nothing can be taken for another. */
async function findUserId(db: Database, who: string): Promise<string | undefined> {
  const users = db.selectFrom('users').select('id')
  const [emailKey, usernameKey] = [canonicalEmail(who), canonicalUsername(who)]
  if (UUID.test(who)) return (await users.where('id', '=', who).executeTakeFirst())?.id
  if (emailKey !== undefined) {
    return (await users.where('email_key', '=', emailKey).executeTakeFirst())?.id
  }
  if (usernameKey === undefined) return undefined
  return (await users.where('username_key', '=', usernameKey).executeTakeFirst())?.id
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

function describe({ message, options: { errors = [] } }: Problem): string {
  const details = errors.map((error) => `${error.pointer.split('/').at(-1)} ${error.message}`)
  return details.length > 0 ? details.join(', ') : message
}
