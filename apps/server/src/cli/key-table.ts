import type { KeyStatus } from '@latchkey/auth'

import { printTable, type Output } from './output.ts'

/** Signing keys for people. */
export function printKeys(output: Output, keys: readonly KeyStatus[]): void {
  printTable(output, [
    ['KID', 'STATE', 'CREATED', 'SIGNS SINCE', 'SIGNED UNTIL', 'CHANGES'],
    ...keys.map((key) => [
      key.kid,
      key.state,
      shown(key.createdAt),
      shown(key.activatedAt),
      shown(key.replacedAt),
      shown(key.changesAt),
    ]),
  ])
}

function shown(time: Date | null): string {
  return time?.toISOString() ?? '–'
}
