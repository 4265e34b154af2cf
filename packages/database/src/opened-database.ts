import type { Listen } from './channel.ts'
import type { Database } from './tables.ts'

/** A database that is ready to be queried. */
export interface OpenedDatabase {
  readonly db: Database
  readonly kind: 'postgres' | 'pglite'
  /**
   * Where the process that owns an embedded database takes commands from others; `undefined` for
   * databases that others can open as well.
   */
  readonly controlSocket?: string
  /** Hears what `pg_notify` says; `undefined` where only queries are possible. */
  readonly listen?: Listen | undefined
  /** Waits for running queries and gives everything back. Calling it again does nothing. */
  close(): Promise<void>
}
