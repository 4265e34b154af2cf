import { migrate as runMigrations } from '@latchkey/database'

import type { DatabaseCommand } from './command.ts'

/** Brings the tables up to date; once they are, it changes nothing. */
export const migrate: DatabaseCommand = {
  usage: '',
  summary: 'Create or update the tables',
  options: {},
  async run({ db }, _args, output) {
    const applied = await runMigrations(db)
    for (const name of applied) output.print(`applied ${name}`)
    output.print('The database is up to date')
    return 0
  },
}
