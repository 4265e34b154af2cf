import type { Database } from '@latchkey/database'
import { sql } from 'kysely'

import { test as base } from './harness.ts'

export const HOUR = 3600
export const DAY = 24 * HOUR

/** Makes everything that is stored about a session happen `seconds` earlier. */
export async function age(db: Database, sessionId: string, seconds: number): Promise<void> {
  const earlier = (column: string) =>
    sql<Date>`${sql.ref(column)} - make_interval(secs => ${seconds})`
  await db
    .updateTable('sessions')
    .set({
      created_at: earlier('created_at'),
      authenticated_at: earlier('authenticated_at'),
      last_used_at: earlier('last_used_at'),
      rotated_at: earlier('rotated_at'),
      idle_expires_at: earlier('idle_expires_at'),
      expires_at: earlier('expires_at'),
    })
    .where('id', '=', sessionId)
    .execute()
}

/** The tokens that a refresh answered, or the code of the refusal. */
export interface Refreshed {
  readonly status: number
  readonly code?: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly session: { readonly expiresAt: string; readonly generation: number }
}

/** Sessions that are refreshed, and whose time passes. */
export const test = base
  .extend('refresh', ({ call }) => {
    return async (refreshToken: string): Promise<Refreshed> => {
      const response = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
      const answer = response.json<Omit<Refreshed, 'status'>>()
      return { ...answer, status: response.statusCode }
    }
  })
  .extend(
    'age',
    ({ db }) =>
      (sessionId: string, seconds: number) =>
        age(db, sessionId, seconds),
  )
