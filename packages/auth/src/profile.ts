import type { JsonObject } from '@latchkey/contracts'
import { Problem } from '@latchkey/http'

const MAX_BYTES = 8192

/**
 * A profile that PostgreSQL can keep: 8 kB of JSON at most, without NUL characters, which `jsonb`
 * cannot hold.
 *
 * @throws {Problem} `INVALID_REQUEST`
 */
export function checkProfile(profile: JsonObject): JsonObject {
  const text = JSON.stringify(profile)
  if (Buffer.byteLength(text) > MAX_BYTES) throw refuse(`must not exceed ${MAX_BYTES} bytes`)
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) throw refuse('must not contain NUL characters')
  return profile
}

function refuse(message: string): Problem {
  return new Problem('INVALID_REQUEST', { errors: [{ pointer: '/body/profile', message }] })
}
