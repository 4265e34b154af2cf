import { LEAKED_SECRETS } from './generated/leaked-secrets.ts'
import { hasLeaked } from './leaked-filter.ts'
import { estimateBits } from './secret-entropy.ts'

/** Least length of a secret in bytes. */
const MIN_BYTES = 32

/**
 * Least estimate for a secret. 128 random bits in hexadecimal, the least that is worth the name,
 * are estimated at about 105 and never seen below this.
 */
const MIN_BITS = 80

const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i

/**
 * What our documents show where a secret belongs, as far as the other rules would let it pass. A
 * test compares it with the documents.
 */
const DOCUMENTED: readonly string[] = []

/**
 * Why `secret` must not protect anything, as the rest of a sentence that begins with the name of
 * the setting; undefined when nothing speaks against it. The answer never contains the secret.
 *
 * Refused is what has fewer than 32 bytes, could be guessed (words, repetitions, sequences, few
 * different characters), is a UUID, stands in our documents, or begins like a secret of the public
 * list of those found in published code, and also the hexadecimal or base64 form of such a text.
 */
export function assessSecret(secret: string): string | undefined {
  const text = secret.trim()
  if (Buffer.byteLength(text) < MIN_BYTES) return `has fewer than ${MIN_BYTES} bytes`
  if (UUID.test(text)) return 'is a UUID, which identifies but does not protect'
  if (DOCUMENTED.includes(text)) return 'is an example from the documentation'

  const filter = Buffer.from(LEAKED_SECRETS.filter, 'base64')
  if (hasLeaked(filter, text)) return 'begins like a secret from a public list of leaked ones'
  if (estimateBits(text) < MIN_BITS) return 'can be guessed; it is not random enough'

  const reason = decodings(text).map(assessSecret).find((found) => found !== undefined)
  return reason && `decodes to a text that ${reason}`
}

/** Texts that `encoded` is the hexadecimal or base64 form of. Random bytes are never text. */
function decodings(encoded: string): string[] {
  const candidates = [
    /^(?:0x)?(?:[0-9a-f]{2})+$/i.test(encoded) ? encoded.replace(/^0x/i, '') : undefined,
  ].map((hex) => hex && Buffer.from(hex, 'hex').toString('latin1'))
  if (/^[\w+/-]+={0,2}$/.test(encoded)) {
    candidates.push(Buffer.from(encoded, 'base64').toString('latin1'))
  }
  return candidates.filter((text) => text !== undefined && /^[\t\n\r -~]+$/.test(text))
}
