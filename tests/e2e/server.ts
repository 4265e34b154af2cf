import { join } from 'node:path'

import { createCommand } from '@latchkey/testing'

/** The command `latchkey`, run from its sources. */
export const { run: latchkey, startServer } = createCommand(
  join(import.meta.dirname, '../../apps/server/src/cli/main.ts'),
)
