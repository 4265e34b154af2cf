import { runCommand, type DatabaseCommand, type DatabaseContext } from './command.ts'
import { keysList } from './keys-list.ts'
import { keysRotate } from './keys-rotate.ts'
import { migrate } from './migrate.ts'
import type { Output } from './output.ts'
import { secretsRotate } from './secrets-rotate.ts'
import { secretsStatus } from './secrets-status.ts'
import { usersDisable } from './users-disable.ts'
import { usersEnable } from './users-enable.ts'
import { usersList } from './users-list.ts'
import { usersPromote } from './users-promote.ts'

export const databaseCommands: Readonly<Record<string, DatabaseCommand>> = {
  migrate,
  'keys list': keysList,
  'keys rotate': keysRotate,
  'secrets status': secretsStatus,
  'secrets rotate': secretsRotate,
  'users list': usersList,
  'users promote': usersPromote,
  'users disable': usersDisable,
  'users enable': usersEnable,
}

/** Runs a command of the list above; what the control socket serves. */
export async function runDatabaseCommand(
  context: DatabaseContext,
  name: string,
  args: readonly string[],
  output: Output,
): Promise<number> {
  const command = databaseCommands[name]
  if (!command) {
    output.complain(`The running server does not know the command ${name}`)
    return 1
  }
  return runCommand(name, command, context, args, output)
}
