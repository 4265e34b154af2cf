import { parseArgs } from 'node:util'

import type { DatabaseCommand } from './command.ts'
import { printSecretUses } from './secret-table.ts'

/** Whether a secret of AUTH_SECRET can be dropped. */
export const secretsStatus: DatabaseCommand = {
  usage: '[--json]',
  summary: 'Count what depends on each secret of AUTH_SECRET',
  options: { '--json': 'print a JSON array' },
  async run({ secrets }, args, output) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } })
    const uses = await secrets().count()
    if (values.json) output.print(JSON.stringify(uses))
    else printSecretUses(output, uses)
    return uses.some(({ place }) => place === 'missing') ? 1 : 0
  },
}
