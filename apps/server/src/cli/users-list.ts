import { parseArgs } from 'node:util'

import { UsageError, type DatabaseCommand } from './command.ts'
import { printTable } from './output.ts'

const MOST = 10_000

/** Accounts, newest first. */
export const usersList: DatabaseCommand = {
  usage: '[--limit N] [--json]',
  summary: 'List accounts, newest first',
  options: {
    '--limit N': `how many, 1 to ${MOST}; default 20`,
    '--json': 'print a JSON array',
  },
  async run({ users }, args, output) {
    const { values } = parseArgs({
      args: [...args],
      options: { limit: { type: 'string', default: '20' }, json: { type: 'boolean' } },
    })
    const limit = Number(values.limit)
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
      throw new UsageError(`--limit must be a whole number from 1 to ${MOST}`)
    }

    const { data } = await users().list({ limit })
    if (values.json) {
      output.print(JSON.stringify(data))
      return 0
    }
    printTable(output, [
      ['ID', 'EMAIL', 'USERNAME', 'ROLE', 'STATUS', 'CREATED'],
      ...data.map((user) => [
        user.id,
        user.email ?? '–',
        user.username ?? '–',
        user.role,
        user.status,
        user.createdAt,
      ]),
    ])
    return 0
  },
}
