import { PAGE_LIMIT, type PageQuery, type SessionPage } from '@latchkey/contracts'
import { decodeCursor, encodeCursor, type Core } from '@latchkey/core'
import type { SessionPrincipal } from '@latchkey/http'

import { listSessions } from './session-list-store.ts'

/**
 * Where a user is signed in, the session used last first.
 *
 * @throws {Problem} `INVALID_REQUEST` for a cursor that was not answered to the same user.
 */
export type SessionList = (
  reader: Pick<SessionPrincipal, 'userId' | 'sessionId'>,
  query: PageQuery,
) => Promise<SessionPage>

/** When the last session of the page before was used, and its id. */
const POSITION = [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/, /^[\da-f-]{36}$/]

export function createSessionList({ db, keyring }: Core): SessionList {
  return async ({ userId, sessionId }, { limit = PAGE_LIMIT, cursor }) => {
    const list = `listSessions/${userId}`
    const [usedAt, id] = cursor === undefined ? [] : decodeCursor(keyring, list, cursor, POSITION)
    const after = usedAt !== undefined && id !== undefined ? { usedAt, id } : undefined

    // One more than asked for tells whether there is a next page.
    const rows = await listSessions(db, userId, { after, limit: limit + 1 })
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return {
      data: shown.map((row) => ({
        id: row.id,
        createdAt: row.created_at.toISOString(),
        lastUsedAt: row.last_used_at.toISOString(),
        expiresAt: row.idle_expires_at.toISOString(),
        ip: row.ip,
        userAgent: row.user_agent,
        current: row.id === sessionId,
      })),
      nextCursor: last ? encodeCursor(keyring, list, [last.used_at, last.id]) : null,
    }
  }
}
