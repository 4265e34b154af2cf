import { startPostgres } from '../src/postgres/index.ts'

// A run that is killed before it can stop anything.
const postgres = await startPostgres()
console.log(postgres.url)
setInterval(() => undefined, 60_000)
