import { parseArgs } from 'node:util'

import type { LocalCommand } from './command.ts'

/** The server, until it is told to stop. */
export const serve: LocalCommand = {
  usage: '',
  summary: 'Start the server',
  options: {},
  async run({ environment }, args) {
    parseArgs({ args: [...args], options: {} })
    // The other commands need nothing of what a server is made of.
    const { serve } = await import('../serve.ts')
    return serve(environment)
  },
}
