// An entry of its own: it runs outside of tests, where vitest must not be imported.
export { startPostgres, type PostgresStart, type RunningPostgres } from './start.ts'
export { cloneDatabase, createDatabase, createTemplate, type DatabaseTemplate } from './template.ts'
