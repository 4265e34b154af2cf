import type { Database } from '@latchkey/database'
import type { Revocation } from '@latchkey/http'

/** Every revocation that a living credential can still be affected by. */
export async function listLiveRevocations(db: Database): Promise<Revocation[]> {
  const rows = await db
    .selectFrom('revocations')
    .select(['kind', 'subject', 'up_to', 'effect', 'expires_at'])
    .where('expires_at', '>', (eb) => eb.fn('now'))
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    upTo: row.up_to ?? 0,
    effect: row.effect,
    expiresAt: row.expires_at.getTime(),
  }))
}
