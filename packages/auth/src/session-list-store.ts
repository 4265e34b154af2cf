import { NOW, type Database } from '@latchkey/database'
import { sql, type SqlBool } from 'kysely'

/** Where a page begins: behind the session with this id, which was used at this time. */
export interface SessionPosition {
  readonly usedAt: string
  readonly id: string
}

/** Sessions of a user that can still be refreshed, the one used last first. */
export async function listSessions(
  db: Database,
  userId: string,
  { after, limit }: { after: SessionPosition | undefined; limit: number },
) {
  return (
    db
      .selectFrom('sessions')
      .select(['id', 'created_at', 'last_used_at', 'idle_expires_at', 'ip', 'user_agent'])
      // To the microsecond, which a Date would round away.
      .select(
        sql<string>`to_char(last_used_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as(
          'used_at',
        ),
      )
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .where('status', '=', 'active')
      .where('idle_expires_at', '>', NOW)
      .$if(after !== undefined, (query) =>
        query.where(
          sql<SqlBool>`(last_used_at, id) < (${after?.usedAt}::timestamptz, ${after?.id}::uuid)`,
        ),
      )
      .orderBy('last_used_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
  )
}
