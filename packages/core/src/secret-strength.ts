import { LEAKED_SECRETS } from './generated/leaked-secrets.ts'
import { hasLeaked } from './leaked-filter.ts'
import { estimateBits, isRegular } from './secret-entropy.ts'

/** Least length of a secret in bytes. */
const MIN_BYTES = 32

/**
 * Least estimate for a secret. 128 random bits in hexadecimal, the least that deserves the name,
 * are estimated at 113 on average and hardly ever below 70.
 */
const MIN_BITS = 64

const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i

/**
 * Why `secret` must not protect anything, as the rest of a sentence that begins with the name of
 * the setting; undefined when nothing speaks against it. The answer never contains the secret.
 *
 * Refused is what has fewer than 32 bytes, what could be guessed (words, repetitions, sequences,
 * few different characters), UUIDs, what begins like a secret of the public list of those found
 * in published code, and the hexadecimal or base64 form of any of these. White space around it
 * does not count.
 */
export function assessSecret(secret: string): string | undefined {
  const text = secret.trim()
  if (Buffer.byteLength(text) < MIN_BYTES) return `has fewer than ${MIN_BYTES} bytes`
  if (UUID.test(text)) return 'is a UUID, which identifies but does not protect'
  if (estimateBits(text) < MIN_BITS) return 'is not random enough and could be guessed'

  const filter = Buffer.from(LEAKED_SECRETS.filter, 'base64')
  if (hasLeaked(filter, text)) return 'begins like a secret on a public list of leaked ones'

  return decodings(text)
    .map(assessDecoded)
    .find((reason) => reason !== undefined)
}

/** What `text` may be the hexadecimal or base64 form of. */
function decodings(text: string): Buffer[] {
  const hex = text.replace(/^0x/i, '')
  return [
    ...(/^(?:[0-9a-f]{2})+$/i.test(hex) ? [Buffer.from(hex, 'hex')] : []),
    ...(/^[\w+/-]+={0,2}$/.test(text) ? [Buffer.from(text, 'base64')] : []),
  ]
}

function assessDecoded(bytes: Buffer): string | undefined {
  if (isRegular(bytes)) return 'is the encoding of a sequence'
  const text = bytes.toString('latin1')
  // Random bytes are never readable.
  const isReadable = /^[\t\n\r -~]+$/.test(text)
  const reason = isReadable ? assessSecret(text) : undefined
  return reason && `is the encoding of a text that ${reason}`
}
