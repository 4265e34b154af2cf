import { verify, type KeyObject } from 'node:crypto'

/**
 * What a compact JWS says (RFC 7515, section 5.2) when `key` made its ES256 signature; `undefined`
 * for any other text. Whoever calls has looked at the header, which decides nothing here.
 *
 * @fastify/jwt, which signs, prepares a key that it is given anew for every token, and so needs twice
 * the time.
 */
export function readSignedClaims(
  token: string,
  key: KeyObject,
): Record<string, unknown> | undefined {
  const end = token.lastIndexOf('.')
  const input = Buffer.from(token.slice(0, end), 'latin1')
  const signature = Buffer.from(token.slice(end + 1), 'base64url')
  if (!verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature)) return undefined
  return parseObject(token.slice(token.indexOf('.') + 1, end))
}

/** The object that a segment of a token encodes; `undefined` when it is anything else. */
export function parseObject(segment: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString())
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? { ...value } : undefined
  } catch {
    return undefined
  }
}
