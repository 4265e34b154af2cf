import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

import type { RevocationEntry } from './revocation-store.ts'

const Message = Type.Object({
  seq: Type.Integer({ minimum: 1 }),
  kind: Type.Union([Type.Literal('session'), Type.Literal('api_key'), Type.Literal('signing_key')]),
  subject: Type.String({ minLength: 1 }),
  upTo: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  effect: Type.Union([Type.Literal('revoked'), Type.Literal('stale')]),
  expiresAt: Type.Number({ minimum: 0 }),
})

/** The entry that a message on the channel announces; `undefined` when it is not one. */
export function parseRevocation(payload: string): RevocationEntry | undefined {
  try {
    const message: unknown = JSON.parse(payload)
    if (!Value.Check(Message, message)) return undefined
    const { seq, kind, subject, upTo, effect, expiresAt } = message
    return { seq, kind, subject, upTo: upTo ?? 0, effect, expiresAt }
  } catch {
    return undefined
  }
}
