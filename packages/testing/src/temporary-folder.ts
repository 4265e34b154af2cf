import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

/** An empty folder that is removed, by default after the test. */
export function temporaryFolder(onCleanup: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
  onCleanup(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
