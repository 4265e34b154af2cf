/**
 * Makes the filter of leaked secrets: `node scripts/leaked-secrets.ts <list file>`.
 *
 * The list is plain text with one secret a line, such as `jwt.secrets.list` of the public project
 * wallarm/jwt-secrets. Only the filter is committed, never the list. The same list always makes the
 * same filter, whatever the order of its lines.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

import { createLeakedFilter } from '../packages/core/src/leaked-filter.ts'

const TARGET = new URL('../packages/core/src/generated/leaked-secrets.ts', import.meta.url)

/** Shorter ones and UUIDs are refused without a list. */
const MIN_BYTES = 32
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

const { positionals } = parseArgs({ allowPositionals: true })
const [listFile, ...rest] = positionals
if (listFile === undefined || rest.length > 0) {
  console.error('Usage: node scripts/leaked-secrets.ts <list file>')
  process.exit(2)
}

const lines = (await readFile(listFile, 'utf8')).split(/\r?\n/)
const secrets = lines
  .map((line) => line.trim())
  .filter((line) => Buffer.byteLength(line) >= MIN_BYTES && !UUID.test(line))
const filter = createLeakedFilter(secrets)

const base64 = Buffer.from(filter).toString('base64')
const rows = base64.match(/.{1,96}/g) ?? []
await writeFile(
  TARGET,
  [
    '// Made by scripts/leaked-secrets.ts from a public list of leaked secrets. Do not edit.',
    '',
    'export const LEAKED_SECRETS = {',
    '  filter:',
    rows.map((row) => `    '${row}'`).join(' +\n') + ',',
    '} as const',
    '',
  ].join('\n'),
)
console.log(`${secrets.length} of ${lines.length} lines, ${filter.length} bytes`)
