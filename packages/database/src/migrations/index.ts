import type { Migration } from 'kysely/migration'

import * as signIn from './0001-sign-in.ts'

/**
 * All migrations, in the order of their names. A released one is never edited: installations that
 * ran it would differ from new ones.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-sign-in': signIn,
}
