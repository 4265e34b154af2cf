import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'

import type { Keyring, KeyringEntry } from '@latchkey/core'

/**
 * A refresh token is `lkr_` and base64url of: key id (4 bytes), session id (16), generation (4),
 * secret (32), tag (8). The tag is an HMAC over the rest: it recognises a token of any age as ours
 * without a look-up. What it is worth, the row of the session decides.
 */
export interface RefreshToken {
  readonly sessionId: string
  readonly generation: number
  readonly secret: Buffer
}

const PREFIX = 'lkr_'
const KEY_ID = 4
const SESSION_ID = 16
const GENERATION = 4
const SECRET = 32
const TAG = 8
const SIGNED = KEY_ID + SESSION_ID + GENERATION + SECRET
const TEXT = /^lkr_[\w-]{86}$/

/** A secret for the first token of a session. */
export function newSecret(): Buffer {
  return randomBytes(SECRET)
}

export function newSalt(): Buffer {
  return randomBytes(16)
}

/** What the row keeps instead of the secret. */
export function secretHash(secret: Buffer): Buffer {
  return hash('sha256', secret, 'buffer')
}

/**
 * The secret of the next generation. Everybody who presents the same token gets the same one, yet
 * the token, the row (with the salt) and the key together are needed to compute it.
 */
export function successorSecret(
  { sessionId, generation, secret }: RefreshToken,
  salt: Buffer,
  entry: KeyringEntry,
): Buffer {
  return createHmac('sha256', entry.key('refresh'))
    .update('successor')
    .update(bytesOf(sessionId, generation))
    .update(secret)
    .update(salt)
    .digest()
}

export function formatRefreshToken(token: RefreshToken, entry: KeyringEntry): string {
  const signed = Buffer.concat([
    Buffer.from(entry.id, 'hex'),
    bytesOf(token.sessionId, token.generation),
    token.secret,
  ])
  return PREFIX + Buffer.concat([signed, tagOf(signed, entry)]).toString('base64url')
}

/** @returns `undefined` unless a process with one of our keys issued exactly this text. */
export function parseRefreshToken(text: string, keyring: Keyring): RefreshToken | undefined {
  if (!TEXT.test(text)) return undefined
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url')
  const signed = bytes.subarray(0, SIGNED)
  const entry = keyring.find(signed.toString('hex', 0, KEY_ID))
  if (!entry || !timingSafeEqual(bytes.subarray(SIGNED), tagOf(signed, entry))) return undefined
  // 64 bytes leave 4 unused bits in the last character: only the canonical spelling counts.
  if (PREFIX + bytes.toString('base64url') !== text) return undefined
  return {
    sessionId: toUuid(signed.toString('hex', KEY_ID, KEY_ID + SESSION_ID)),
    generation: signed.readUInt32BE(KEY_ID + SESSION_ID),
    secret: Buffer.from(signed.subarray(SIGNED - SECRET)),
  }
}

function tagOf(signed: Buffer, entry: KeyringEntry): Buffer {
  return createHmac('sha256', entry.key('refresh'))
    .update('tag')
    .update(signed)
    .digest()
    .subarray(0, TAG)
}

function bytesOf(sessionId: string, generation: number): Buffer {
  const bytes = Buffer.alloc(SESSION_ID + GENERATION)
  bytes.write(sessionId.replaceAll('-', ''), 'hex')
  bytes.writeUInt32BE(generation, SESSION_ID)
  return bytes
}

function toUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
