import { parseArgs } from 'node:util'

import type { DatabaseCommand } from './command.ts'
import { printSecretUses } from './secret-table.ts'

/** The step between `new,old` and `new`. Running it again does no harm. */
export const secretsRotate: DatabaseCommand = {
  usage: '',
  summary: 'Encrypt everything under the first secret of AUTH_SECRET',
  options: {},
  async run({ secrets }, args, output) {
    parseArgs({ args: [...args], options: {} })
    const uses = secrets()
    const { changed, unreadable } = await uses.reencrypt()
    output.print(`Encrypted again: ${changed}. Sessions follow when they are refreshed.`)
    if (unreadable > 0) output.complain(`Not readable with these secrets: ${unreadable}`)
    printSecretUses(output, await uses.count())
    return unreadable > 0 ? 1 : 0
  },
}
