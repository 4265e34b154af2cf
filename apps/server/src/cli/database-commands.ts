import type { Database } from '@latchkey/database'

import { runCommand, type DatabaseCommand } from './command.ts'
import { migrate } from './migrate.ts'
import type { Output } from './output.ts'
import { usersList } from './users-list.ts'

export const databaseCommands: Readonly<Record<string, DatabaseCommand>> = {
  migrate,
  'users list': usersList,
}

/** Runs a command of the list above on an open database; what the control socket serves. */
export async function runDatabaseCommand(
  db: Database,
  name: string,
  args: readonly string[],
  output: Output,
): Promise<number> {
  const command = databaseCommands[name]
  if (!command) {
    output.complain(`The running server does not know the command ${name}`)
    return 1
  }
  return runCommand(name, command, { db }, args, output)
}
