import { createHmac, sign, type KeyObject } from 'node:crypto'

/** Signs the first two segments of a token. */
export type Signer = (input: string) => Buffer

/** A compact JWS (RFC 7515, section 7.1) of whatever is given: a string is taken as JSON text. */
export function compact(header: unknown, payload: unknown, signer: Signer): string {
  const input = [header, payload].map(encode).join('.')
  return `${input}.${signer(input).toString('base64url')}`
}

/** ES256, the algorithm of the server. */
export function es256(key: KeyObject): Signer {
  return (input) => sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
}

/** HMAC under any bytes, also such as everybody knows. */
export function hmac(bits: 256 | 384 | 512, secret: string | Buffer): Signer {
  return (input) => createHmac(`sha${bits}`, secret).update(input).digest()
}

/** The JSON of one segment of a token. */
export function decode(token: string, segment: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[segment] ?? '', 'base64url').toString())
}

function encode(part: unknown): string {
  const text = typeof part === 'string' ? part : JSON.stringify(part)
  return Buffer.from(text).toString('base64url')
}
