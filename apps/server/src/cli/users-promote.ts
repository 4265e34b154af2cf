import { parseArgs } from 'node:util'

import { changeUser, WHO } from './change-user.ts'
import type { DatabaseCommand } from './command.ts'

/** How the first administrator is made; also takes the role away again, with `--role user`. */
export const usersPromote: DatabaseCommand = {
  usage: `${WHO} [--role admin]`,
  summary: 'Give a user another role',
  options: { '--role NAME': 'one of the roles in ROLES; default admin' },
  async run(context, args, output) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { role: { type: 'string', default: 'admin' } },
      allowPositionals: true,
    })
    return changeUser(context, positionals, { role: values.role }, output)
  },
}
