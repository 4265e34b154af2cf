import { createUserAdministration } from '@latchkey/admin'
import { createKeyRotation, createSecretUses } from '@latchkey/auth'
import { createKeyring, createLiveSessions, createRoleBook } from '@latchkey/core'
import { openDatabase, pendingMigrations, readDataLock, type Database } from '@latchkey/database'

import { existingSecrets } from '../config.ts'
import { describeError } from '../describe-error.ts'
import type { Environment } from '../environment.ts'
import { pickSettings } from '../read-settings.ts'
import type { DatabaseContext } from './command.ts'
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
  const { databaseUrl: url, dataDir } = pickSettings(environment.values, 'DATABASE_URL', 'DATA_DIR')
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
    return await runDatabaseCommand(contextOf(database.db, environment), name, args, output)
  } finally {
    await database.close()
  }
}

/** For a process that is no server: it verifies no tokens, so it need not know what is revoked. */
function contextOf(db: Database, { values }: Environment): DatabaseContext {
  const keyring = () =>
    createKeyring(existingSecrets(pickSettings(values, 'AUTH_SECRET', 'DATA_DIR')))

  return {
    db,
    users() {
      const { roles, accessTokenTtl } = pickSettings(values, 'ROLES', 'ACCESS_TOKEN_TTL')
      return createUserAdministration(db, {
        roles: createRoleBook(roles),
        liveSessions: createLiveSessions({
          db,
          revocations: { add: () => undefined },
          accessTokenLifetime: accessTokenTtl,
        }),
      })
    },
    keys() {
      const { accessTokenTtl, signingKeyMaxAge } = pickSettings(
        values,
        'ACCESS_TOKEN_TTL',
        'SIGNING_KEY_MAX_AGE',
      )
      return createKeyRotation({
        db,
        keyring: keyring(),
        tokenLifetime: accessTokenTtl,
        maxAge: signingKeyMaxAge,
      })
    },
    secrets() {
      const { refreshRecoveryWindow } = pickSettings(values, 'REFRESH_RECOVERY_WINDOW')
      return createSecretUses({ db, keyring: keyring(), recoveryWindow: refreshRecoveryWindow })
    },
  }
}
