import { assessSecret } from '@latchkey/core'

/**
 * The secrets of a keyring, as a list.
 *
 * @throws {Error} in production when one of them is too weak; the message does not repeat it.
 */
export function checkSecrets(
  secret: string | readonly [string, ...string[]],
  environment: string | undefined,
): readonly [string, ...string[]] {
  const secrets: readonly [string, ...string[]] = typeof secret === 'string' ? [secret] : secret
  if (environment !== 'production') return secrets
  for (const one of secrets) {
    const weakness = assessSecret(one)
    if (weakness) throw new Error(`latchkey: the option \`secret\` ${weakness}`)
  }
  return secrets
}
