import { parseArgs } from 'node:util'

import type { DatabaseCommand } from './command.ts'
import { printSecretUses } from './secret-table.ts'

/** The step between `new,old` and `new`. Running it again does no harm. */
export const secretsRotate: DatabaseCommand = {
  usage: '[--json]',
  summary: 'Encrypt everything under the first secret of AUTH_SECRET',
  options: { '--json': 'print a JSON object' },
  async run({ secrets }, args, output) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } })
    const uses = secrets()
    const { changed, unreadable } = await uses.reencrypt()
    if (values.json) {
      output.print(JSON.stringify({ changed, unreadable }))
      return unreadable > 0 ? 1 : 0
    }
    output.print(`Encrypted again: ${changed}. Sessions follow when they are refreshed.`)
    if (unreadable > 0) output.complain(`Not readable with these secrets: ${unreadable}`)
    printSecretUses(output, await uses.count())
    return unreadable > 0 ? 1 : 0
  },
}
