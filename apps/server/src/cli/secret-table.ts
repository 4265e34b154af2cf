import type { SecretUse } from '@latchkey/auth'

import { printTable, type Output } from './output.ts'

const PLACES = {
  first: 'first: makes everything new',
  other: 'further on: reads only',
  missing: 'missing',
} as const satisfies Record<SecretUse['place'], string>

/** What depends on which secret, and what that means for `AUTH_SECRET`. */
export function printSecretUses(output: Output, uses: readonly SecretUse[]): void {
  printTable(output, [
    ['KEY ID', 'IN AUTH_SECRET', 'SIGNING KEYS', 'SESSIONS'],
    ...uses.map(({ keyId, place, signingKeys, sessions }) => [
      keyId,
      PLACES[place],
      String(signingKeys),
      String(sessions),
    ]),
  ])
  for (const { keyId, place, signingKeys, sessions } of uses) {
    if (place === 'missing') {
      output.complain(`${keyId} is needed: put its secret back into AUTH_SECRET`)
    } else if (place === 'other' && signingKeys + sessions === 0) {
      output.print(`${keyId} is not needed any more: AUTH_SECRET may do without it`)
    }
  }
}
