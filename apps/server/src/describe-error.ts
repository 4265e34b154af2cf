import { DataDirLockedError, isUnavailable } from '@latchkey/database'
import { Problem } from '@latchkey/http'

import { SettingsError } from './settings-error.ts'

/**
 * An error for whoever runs the process: what they can do something about as a sentence, anything
 * else with its stack.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof SettingsError || error instanceof DataDirLockedError) return error.message
  // The message of a problem is for clients; whoever runs the process may know more.
  if (error instanceof Problem) return `Latchkey failed: ${error.options.internal ?? error.message}`
  const setting = settingBehind(error)
  if (setting)
    return `Latchkey failed: ${setting}: ${(messagesOf(error) ?? [error.message]).join(': ')}`
  const known = messagesOf(error)
  return known ? `Latchkey failed: ${known.join(': ')}` : (error.stack ?? error.message)
}

/**
 * The messages of an error and its causes when it comes to an error with a code: those of the
 * system, of PostgreSQL and of libraries explain themselves.
 */
function messagesOf(error: unknown): string[] | undefined {
  if (!(error instanceof Error)) return undefined
  // Connecting to a name with several addresses fails once for each of them.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  const own = error.message === '' ? [] : [error.message]
  const deeper = messagesOf(cause)
  if (deeper) return [...own, ...deeper]
  return 'code' in error ? own : undefined
}

/** Which setting to look at, for the errors of a start that is the setting's fault. */
function settingBehind(error: Error): string | undefined {
  const call = 'syscall' in error ? error.syscall : undefined
  const code = 'code' in error ? error.code : undefined
  if (call === 'listen') return code === 'EADDRINUSE' ? 'PORT is in use' : 'HOST and PORT'
  return isUnavailable(error) ? 'DATABASE_URL' : undefined
}
