import type { UserAdministration } from '@latchkey/admin'
import type { KeyRotation, SecretUses } from '@latchkey/auth'
import type { Database } from '@latchkey/database'

import type { Environment } from '../environment.ts'
import type { Output } from './output.ts'

export interface Command<Context> {
  /** What follows the name: `[--limit N]`. */
  readonly usage: string
  readonly summary: string
  /** Option → what it does. */
  readonly options: Readonly<Record<string, string>>
  /**
   * @returns the exit code
   * @throws {UsageError} or what `parseArgs` throws, when `args` do not fit
   */
  run(context: Context, args: readonly string[], output: Output): Promise<number>
}

/** A command that works on the process it runs in. */
export type LocalCommand = Command<{ readonly environment: Environment }>

/**
 * A command that works on the database. It may run inside a server that holds the embedded database,
 * for a process that has no access to it: everything it needs is in the context and the arguments.
 */
export type DatabaseCommand = Command<DatabaseContext>

export interface DatabaseContext {
  readonly db: Database
  /** Inside a server it is the server's own, so that changes take effect there at once. */
  readonly users: () => UserAdministration
  /** Inside a server it is the server's own, as above. */
  readonly keys: () => KeyRotation
  /** @throws {SettingsError} outside a server, without its secrets */
  readonly secrets: () => SecretUses
}

/** The arguments do not fit the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Runs a command; arguments that do not fit end with an explanation and exit code 2. */
export async function runCommand<Context>(
  name: string,
  command: Command<Context>,
  context: Context,
  args: readonly string[],
  output: Output,
): Promise<number> {
  try {
    return await command.run(context, args, output)
  } catch (error) {
    if (!isUsageError(error)) throw error
    output.complain(`${error.message}\nUsage: ${usageOf(name, command)}`)
    return 2
  }
}

export function usageOf(name: string, { usage }: { usage: string }): string {
  return `latchkey ${name} ${usage}`.trimEnd()
}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE')
}
