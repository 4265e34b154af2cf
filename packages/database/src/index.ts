export type { Channel, ChannelListener, Listen } from './channel.ts'
export { NOW, secondsAgo, secondsFromNow } from './clock.ts'
export { isUnavailable, uniqueViolation } from './errors.ts'
export { hot, type Buildable, type HotStatement, type Parameter } from './hot.ts'
export { newId } from './ids.ts'
export type { PgClient, PgNotification, PgPool, PgQuery } from './limited-pool.ts'
export {
  acquireDataLock,
  DataDirLockedError,
  readDataLock,
  type DataLock,
  type DataLockOwner,
} from './lock.ts'
export { migrate, pendingMigrations } from './migrate.ts'
export { openDatabase, type DatabaseOptions } from './open.ts'
export type { OpenedDatabase } from './opened-database.ts'
export type {
  CredentialsTable,
  Database,
  DatabaseTransaction,
  InstallationSettingsTable,
  JsonObject,
  JsonValue,
  KnownDevicesTable,
  LatchkeyTables,
  RevocationsTable,
  Row,
  SessionsTable,
  SigningKeysTable,
  UsersTable,
} from './tables.ts'
export { withoutTimeLimits } from './time-limits.ts'
export { useDatabase, type HostDatabaseOptions } from './use-database.ts'
