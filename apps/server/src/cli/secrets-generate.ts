import { parseArgs } from 'node:util'

import { newSecret } from '../config.ts'
import type { LocalCommand } from './command.ts'

/** A value for AUTH_SECRET. */
export const secretsGenerate: LocalCommand = {
  usage: '',
  summary: 'Print a new secret for AUTH_SECRET',
  options: {},
  async run(_context, args, output) {
    parseArgs({ args: [...args], options: {} })
    output.print(newSecret())
    return 0
  },
}
