import { parseArgs } from 'node:util'

import { changeUser, WHO } from './change-user.ts'
import type { DatabaseCommand } from './command.ts'

export const usersEnable: DatabaseCommand = {
  usage: WHO,
  summary: 'Let a disabled user sign in again',
  options: {},
  async run(context, args, output) {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true })
    return changeUser(context, positionals, { status: 'active' }, output)
  },
}
