import { sql, type RawBuilder } from 'kysely'

/**
 * The clock of the database, which decides every stored time. Within a transaction it stands still,
 * at the moment the transaction began.
 */
export const NOW: RawBuilder<Date> = sql<Date>`now()`

/** So many seconds later, by the same clock. */
export function secondsFromNow(seconds: number | RawBuilder<number>): RawBuilder<Date> {
  return sql<Date>`${NOW} + make_interval(secs => ${seconds})`
}

/** So many seconds earlier, by the same clock. */
export function secondsAgo(seconds: number | RawBuilder<number>): RawBuilder<Date> {
  return sql<Date>`${NOW} - make_interval(secs => ${seconds})`
}
