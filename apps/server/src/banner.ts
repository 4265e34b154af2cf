import type { Settings } from './settings.ts'

/** For a person who has just started the server: where it is and a first request to try. */
export function banner(url: string, { docs, databaseUrl, dataDir }: Settings): string {
  const account = JSON.stringify({ email: 'ada@example.com', password: 'slow green tram 7' })
  return [
    '',
    `  Latchkey listens on ${url}`,
    '',
    ...(docs ? [`  Documentation  ${url}/docs`] : []),
    `  Data           ${describeDatabase(databaseUrl, dataDir)}`,
    '',
    '  Create an account:',
    `    curl ${url}/api/auth/register \\`,
    `      -H 'content-type: application/json' \\`,
    `      -d '${account}'`,
    '',
  ].join('\n')
}

function describeDatabase(url: string | undefined, dataDir: string): string {
  if (url === undefined) return `embedded, in ${dataDir} (DATABASE_URL=postgres://… for PostgreSQL)`
  return url === 'memory:' ? 'in memory, gone when the server stops' : 'PostgreSQL'
}
