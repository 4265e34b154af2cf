import { createHmac, timingSafeEqual } from 'node:crypto'

import { Problem } from '@latchkey/http'

import type { Keyring, KeyringEntry } from './keyring.ts'

/** Bytes; a key id is 8 hexadecimal characters. */
const KEY_ID_LENGTH = 4
const TAG_LENGTH = 16

/**
 * Where a list goes on, for `nextCursor`: the values its order is by, of the last row. A client can
 * read them, so they are such as the row shows anyway, and can neither change them nor use them with
 * another list.
 *
 * @param list names the list, and whose it is if the values alone do not tell
 */
export function encodeCursor(keyring: Keyring, list: string, values: readonly string[]): string {
  const entry = keyring.current
  const payload = Buffer.from(JSON.stringify(values))
  const id = Buffer.from(entry.id, 'hex')
  return Buffer.concat([id, tagOf(entry, list, payload), payload]).toString('base64url')
}

/**
 * The values that `encodeCursor` was given for the same list. Even a genuine cursor may come from a
 * version with another order, so they must match `shape` one by one.
 *
 * @throws {Problem} `INVALID_REQUEST` for anything else
 */
export function decodeCursor(
  keyring: Keyring,
  list: string,
  cursor: string,
  shape: readonly RegExp[],
): string[] {
  const bytes = Buffer.from(cursor, 'base64url')
  const entry = keyring.find(bytes.toString('hex', 0, KEY_ID_LENGTH))
  const tag = bytes.subarray(KEY_ID_LENGTH, KEY_ID_LENGTH + TAG_LENGTH)
  const payload = bytes.subarray(KEY_ID_LENGTH + TAG_LENGTH)
  const isOurs =
    entry !== undefined &&
    tag.length === TAG_LENGTH &&
    timingSafeEqual(tag, tagOf(entry, list, payload))
  if (!isOurs) throw refusal()
  const values: string[] = JSON.parse(payload.toString())
  const fits =
    values.length === shape.length && shape.every((part, at) => part.test(values[at] ?? ''))
  if (!fits) throw refusal()
  return values
}

function refusal(): Problem {
  return new Problem('INVALID_REQUEST', {
    errors: [{ pointer: '/query/cursor', message: 'must be a `nextCursor` of the same list' }],
  })
}

function tagOf(entry: KeyringEntry, list: string, payload: Buffer): Buffer {
  return createHmac('sha256', entry.key('cursor'))
    .update(`${list}\0`)
    .update(payload)
    .digest()
    .subarray(0, TAG_LENGTH)
}
