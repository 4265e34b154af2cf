import { parseArgs } from 'node:util'

import type { DatabaseCommand } from './command.ts'
import { printKeys } from './key-table.ts'

/** The keys that sign access tokens, and those that did lately. */
export const keysList: DatabaseCommand = {
  usage: '[--json]',
  summary: 'List the keys that sign access tokens',
  options: { '--json': 'print a JSON array' },
  async run({ keys }, args, output) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } })
    const listed = await keys().list()
    if (values.json) output.print(JSON.stringify(listed))
    else printKeys(output, listed)
    return 0
  },
}
