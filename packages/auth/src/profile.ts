import type { JsonObject } from '@latchkey/contracts'
import { Problem } from '@latchkey/http'

const MAX_BYTES = 8192

/**
 * The profile of a request, when it can be kept.
 *
 * @throws {Problem} `INVALID_REQUEST`
 */
export function checkProfile(profile: JsonObject): JsonObject {
  const message = profileFault(profile)
  if (message === undefined) return profile
  throw new Problem('INVALID_REQUEST', { errors: [{ pointer: '/body/profile', message }] })
}

/**
 * Why PostgreSQL cannot keep a profile, as the rest of a sentence: it has more than 8 kB of JSON, or
 * NUL characters, which `jsonb` cannot hold.
 */
export function profileFault(profile: JsonObject): string | undefined {
  const text = JSON.stringify(profile)
  if (Buffer.byteLength(text) > MAX_BYTES) return `must not exceed ${MAX_BYTES} bytes`
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) return 'must not contain NUL characters'
  return undefined
}
