import type { OpenedDatabase } from './opened-database.ts'

export interface DatabaseOptions {
  /**
   * `postgres://…` or `postgresql://…` for a server; `memory:` for an embedded database that is
   * forgotten when it is closed; nothing for one in `<dataDir>/pgdata`.
   */
  url?: string | undefined
  /** Made when it is missing, for its owner only. */
  dataDir: string
  /** Connections to PostgreSQL at most. Default: 10. */
  poolSize?: number | undefined
  /**
   * Milliseconds that one query may take on PostgreSQL. Default: 1500, so that who waits
   * for a frozen server is told within two seconds. Waiting for a connection takes as long again.
   */
  queryTimeout?: number | undefined
  /** Told when a connection is lost, used or idle. The next query gets another connection. */
  onError: (error: Error) => void
}

/**
 * Opens the database that `url` names. The driver is loaded here and not before, so nobody pays for
 * the one he does not use.
 *
 * PostgreSQL is not contacted until the first query. An embedded database runs in this process and
 * on one connection: queries wait for a running transaction to end, so inside a transaction use
 * nothing but the transaction.
 *
 * The time limits of PostgreSQL are sent when connecting. PgBouncer must be told to let them pass:
 * `ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout`.
 *
 * @throws {DataDirLockedError} when another process has the embedded database open.
 * @throws {TypeError} when `url` has another scheme. The message does not repeat it: it may hold a
 * password.
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  const { url, dataDir, poolSize = 10, queryTimeout = 1_500, onError } = options
  if (url === undefined || url === 'memory:') {
    const { openDirectory, openMemory } = await import('./open-pglite.ts')
    return url === undefined ? openDirectory(dataDir) : openMemory()
  }
  if (/^postgres(?:ql)?:\/\//.test(url)) {
    const { openPostgres } = await import('./open-postgres.ts')
    return openPostgres({ url, poolSize, queryTimeout, onError })
  }
  throw new TypeError('A database URL starts with postgres:// or postgresql://, or is memory:')
}
