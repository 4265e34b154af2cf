import { sql } from 'kysely'
import { Migrator, NO_MIGRATIONS, type Migration, type MigrationResultSet } from 'kysely/migration'

import { MIGRATIONS } from './migrations/index.ts'
import type { Database } from './tables.ts'
import { withoutTimeLimits } from './time-limits.ts'

// Not Kysely's names: the host of an embedded server may run migrations of its own.
const TABLE = 'latchkey_migrations'
const LOCK_TABLE = 'latchkey_migrations_lock'

type Migrations = Readonly<Record<string, Migration>>

/**
 * Brings the tables up to date and returns the names of the migrations that this call ran.
 *
 * Any number of processes may call it at the same time: one does the work, the others wait for it
 * and return an empty list. All pending migrations run in one transaction and without time limits.
 * A database that a newer version has migrated already is left as it is.
 *
 * @throws {Error} when a migration fails. Nothing has changed then; `cause` is what went wrong.
 */
export async function migrate(
  db: Database,
  migrations: Migrations = MIGRATIONS,
): Promise<string[]> {
  if ((await pendingMigrations(db, migrations)).length === 0) return []
  return withMigrator(db, migrations, (migrator) => migrator.migrateToLatest())
}

/** Undoes every migration, which deletes all data. */
export async function unmigrate(
  db: Database,
  migrations: Migrations = MIGRATIONS,
): Promise<string[]> {
  return withMigrator(db, migrations, (migrator) => migrator.migrateTo(NO_MIGRATIONS))
}

/** The names of the migrations that `migrate` would run, oldest first. Changes nothing. */
export async function pendingMigrations(
  db: Database,
  migrations: Migrations = MIGRATIONS,
): Promise<string[]> {
  const { rows } = await sql<{ exists: boolean }>`
    select to_regclass(${TABLE}) is not null as exists`.execute(db)
  if (!rows[0]?.exists) return Object.keys(migrations)
  const applied = await sql<{ name: string }>`select name from ${sql.table(TABLE)}`.execute(db)
  const names = new Set(applied.rows.map((row) => row.name))
  return Object.keys(migrations).filter((name) => !names.has(name))
}

async function withMigrator(
  db: Database,
  migrations: Migrations,
  run: (migrator: Migrator) => Promise<MigrationResultSet>,
): Promise<string[]> {
  return withoutTimeLimits(db, async (connection) => {
    const migrator = new Migrator({
      db: connection,
      provider: { getMigrations: async () => ({ ...migrations }) },
      migrationTableName: TABLE,
      migrationLockTableName: LOCK_TABLE,
      migrationTableSchema: await currentSchema(connection),
    })
    return succeeded(await run(migrator))
  })
}

/** The migrator looks for its tables in every schema, unless it is told one. */
async function currentSchema(db: Database): Promise<string> {
  const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(db)
  const name = rows[0]?.name
  if (!name) throw new Error('No schema of the search_path exists, so there is no place for tables')
  return name
}

function succeeded({ error, results = [] }: MigrationResultSet): string[] {
  const failed = results.find((result) => result.status === 'Error')
  if (failed) throw new Error(`Migration ${failed.migrationName} failed`, { cause: error })
  if (error) throw new Error('The migrations could not run', { cause: error })
  return results.map((result) => result.migrationName)
}
