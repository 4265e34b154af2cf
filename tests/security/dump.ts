import type { Database } from '@latchkey/database'
import { sql } from 'kysely'

/**
 * Everything a database holds, as text: all rows of all tables, whoever made them, so that a table
 * added tomorrow is in it. PostgreSQL writes `bytea` in hex; the text has those bytes in base64 as
 * well.
 */
export async function dumpDatabase(db: Database): Promise<string> {
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`.execute(db)
  const lines: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(entry)::text as row from ${sql.raw(name)} as entry`.execute(db)
    for (const { row } of rows) lines.push(`${name} ${row}`)
  }
  const text = lines.join('\n')
  const bytes = [...text.matchAll(/\\\\x([\da-f]+)/g)].map(([, hex = '']) =>
    Buffer.from(hex, 'hex').toString('base64'),
  )
  return [text, ...bytes].join('\n')
}

/** The forms in which a secret could lie in a dump: as it is, in hex, and in base64. */
export function formsOf(secret: string | Buffer): string[] {
  const bytes = Buffer.from(secret)
  const base64 = bytes.toString('base64').replace(/=+$/, '')
  return [
    bytes.toString('utf8'),
    JSON.stringify(bytes.toString('utf8')).slice(1, -1),
    bytes.toString('latin1'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    // The last character depends on what comes after the secret.
    base64.slice(0, -1),
    base64.replaceAll('+', '-').replaceAll('/', '_').slice(0, -1),
    // Shifted by one and two bytes, as a part of something longer.
    Buffer.from(bytes.subarray(1)).toString('base64').replace(/=+$/, '').slice(0, -1),
    Buffer.from(bytes.subarray(2)).toString('base64').replace(/=+$/, '').slice(0, -1),
  ].filter((form) => form.length >= 8)
}
