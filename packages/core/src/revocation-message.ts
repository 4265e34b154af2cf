import type { RevocationEntry } from './revocation-store.ts'

/** The entry that a message on the channel announces; `undefined` when it is not one. */
export function parseRevocation(payload: string): RevocationEntry | undefined {
  const { seq, kind, subject, upTo, effect, expiresAt } = parseObject(payload)
  if (
    !isWhole(seq) ||
    seq < 1 ||
    (kind !== 'session' && kind !== 'api_key' && kind !== 'signing_key') ||
    typeof subject !== 'string' ||
    subject === '' ||
    (upTo !== null && !isWhole(upTo)) ||
    (effect !== 'revoked' && effect !== 'stale') ||
    typeof expiresAt !== 'number' ||
    expiresAt < 0
  ) {
    return undefined
  }
  return { seq, kind, subject, upTo: upTo ?? 0, effect, expiresAt }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** Not negative, too. */
function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
