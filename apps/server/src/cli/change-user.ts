import type { UserAdministration } from '@latchkey/admin'
import { canonicalEmail, canonicalUsername } from '@latchkey/auth'
import type { AdminUser, AdminUserUpdate } from '@latchkey/contracts'
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
  context: Pick<DatabaseContext, 'users'>,
  [who, ...others]: readonly string[],
  change: AdminUserUpdate,
  output: Output,
): Promise<number> {
  if (who === undefined || others.length > 0) throw new UsageError(`Name one user: ${WHO}`)
  const users = context.users()
  const user = await findUser(users, who)
  if (!user) {
    output.complain(`There is no user ${who}`)
    return 1
  }
  try {
    const { role, status } = await users.update(user.id, change)
    output.print(`${who} has the role ${role} and is ${status}`)
    return 0
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    output.complain(`Nothing has changed: ${describe(error)}`)
    return 1
  }
}

/** An id is longer than a username, and a username has no `@`: nothing can be taken for another. */
async function findUser(users: UserAdministration, who: string): Promise<AdminUser | undefined> {
  if (UUID.test(who)) return users.find('id', who)
  const email = canonicalEmail(who)
  if (email !== undefined) return users.find('email_key', email)
  const username = canonicalUsername(who)
  return username === undefined ? undefined : users.find('username_key', username)
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

function describe({ message, options: { errors = [] } }: Problem): string {
  const details = errors.map((error) => `${error.pointer.split('/').at(-1)} ${error.message}`)
  return details.length > 0 ? details.join(', ') : message
}
