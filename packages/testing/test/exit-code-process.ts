import { startPostgres } from '../src/postgres/index.ts'

// A run that failed: nothing is left to do, and the exit code says so.
const postgres = await startPostgres()
await postgres.stop()
process.exitCode = 3
