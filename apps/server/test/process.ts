import { join } from 'node:path'

import { createCommand } from '@latchkey/testing'

/** The command of this package, run from its sources. */
export const { run: latchkey, startServer } = createCommand(
  join(import.meta.dirname, '../src/cli/main.ts'),
)
