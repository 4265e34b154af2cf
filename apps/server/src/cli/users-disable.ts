import { parseArgs } from 'node:util'

import { changeUser, WHO } from './change-user.ts'
import type { DatabaseCommand } from './command.ts'

export const usersDisable: DatabaseCommand = {
  usage: `${WHO} [--reason TEXT]`,
  summary: 'Sign a user out everywhere and let him in no more',
  options: { '--reason TEXT': 'kept with the sessions that end' },
  async run(context, args, output) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { reason: { type: 'string' } },
      allowPositionals: true,
    })
    return changeUser(context, positionals, { status: 'disabled', ...values }, output)
  },
}
