import { inject, test } from 'vitest'

import { cloneDatabase, type DatabaseTemplate } from './postgres/template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** From the global setup: the migrated database that tests get copies of. */
    databaseTemplate: DatabaseTemplate
  }
}

/** `test` with `postgresUrl`: a migrated PostgreSQL database that no other test uses. */
export const databaseTest = test.extend('postgresUrl', () =>
  cloneDatabase(inject('databaseTemplate')))
