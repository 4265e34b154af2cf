import { openDatabase, pendingMigrations, readDataLock } from '@latchkey/database'

import { describeError } from '../describe-error.ts'
import type { Environment } from '../environment.ts'
import { readDatabaseSettings } from '../read-settings.ts'
import { runDatabaseCommand } from './database-commands.ts'
import type { Output } from './output.ts'
import { runRemotely } from './remote.ts'

/**
 * Runs a command where the database is. The embedded one has a single opener: while a server holds
 * it, the server does the work.
 */
export async function runOnDatabase(
  environment: Environment,
  name: string,
  args: readonly string[],
  output: Output,
): Promise<number> {
  const { databaseUrl: url, dataDir } = readDatabaseSettings(environment.values)
  const owner = url === undefined ? await readDataLock(dataDir) : undefined
  if (owner) return runRemotely(owner, { command: name, args }, output)

  const database = await openDatabase({
    url,
    dataDir,
    onError: (error) => output.complain(describeError(error)),
  })
  try {
    if (name !== 'migrate' && (await pendingMigrations(database.db)).length > 0) {
      output.complain('The tables are missing or out of date. Create them with: latchkey migrate')
      return 1
    }
    return await runDatabaseCommand(database.db, name, args, output)
  } finally {
    await database.close()
  }
}
