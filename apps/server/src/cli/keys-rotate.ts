import { parseArgs } from 'node:util'

import type { DatabaseCommand } from './command.ts'
import { printKeys } from './key-table.ts'

/** Replaces the key that signs access tokens, in all processes. */
export const keysRotate: DatabaseCommand = {
  usage: '[--emergency] [--json]',
  summary: 'Replace the key that signs access tokens',
  options: {
    '--emergency': 'it was stolen: stop trusting it, and what it signed, at once',
    '--json': 'print a JSON array',
  },
  async run({ keys }, args, output) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        emergency: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const { emergency, json } = values
    const listed = await keys().rotate({ emergency })
    if (json) output.print(JSON.stringify(listed))
    else printKeys(output, listed)
    return 0
  },
}
