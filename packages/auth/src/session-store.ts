import {
  hot,
  NOW,
  secondsFromNow,
  type Database,
  type Parameter,
  type Row,
} from '@latchkey/database'
import { sql } from 'kysely'

export type SessionRow = Row<'sessions'>

/** What a rotation answers: enough to make both tokens. */
export type SessionGrant = Pick<
  SessionRow,
  'id' | 'user_id' | 'generation' | 'role' | 'client_id' | 'authenticated_at' | 'idle_expires_at'
>

/** The columns of a grant. */
export const GRANT = [
  'id',
  'user_id',
  'generation',
  'role',
  'client_id',
  'authenticated_at',
  'idle_expires_at',
] as const

export interface Rotation {
  id: string
  /** The generation that was presented. */
  generation: number
  presentedHash: Buffer
  successorHash: Buffer
  salt: Buffer
  keyId: string
  /** Seconds of the sliding expiry. */
  idle: number
}

/**
 * Swaps the presented token for its successor. One UPDATE decides and writes, so of any number of
 * concurrent calls with the same token exactly one gets a row back.
 */
export async function rotateSession(
  db: Database,
  rotation: Rotation,
): Promise<SessionGrant | undefined> {
  const [grant] = await updateToSuccessor(db, rotation)
  return grant
}

const updateToSuccessor = hot('rotate-session', (db, parameter: Parameter<Rotation>) =>
  db
    .updateTable('sessions')
    .set((eb) => ({
      generation: eb('generation', '+', 1),
      hash: parameter('successorHash'),
      previous_hash: parameter('presentedHash'),
      previous_key_id: eb.ref('rotation_key_id'),
      rotation_salt: parameter('salt'),
      rotation_key_id: parameter('keyId'),
      rotated_at: NOW,
      last_used_at: NOW,
      idle_expires_at: sql<Date>`least(${secondsFromNow(parameter('idle'))}, expires_at)`,
      // The count of recoveries goes on only if the token presented now was itself recovered.
      recovered_in_row: sql<number>`case when recovered then recovered_in_row else 0 end`,
      recovered: false,
    }))
    .where('id', '=', parameter('id'))
    .where('generation', '=', parameter('generation'))
    .where('hash', '=', parameter('presentedHash'))
    .where('revoked_at', 'is', null)
    .where('status', '=', 'active')
    .where('idle_expires_at', '>', NOW)
    .returning(GRANT),
)

export type FoundSession = NonNullable<Awaited<ReturnType<typeof findSession>>>

/** The row of a session and, by the clock of the database, what it is worth now. */
export async function findSession(db: Database, id: string) {
  return db
    .selectFrom('sessions')
    .select([...GRANT, 'previous_hash', 'rotation_salt', 'rotation_key_id', 'status', 'revoked_at'])
    .select([
      sql<boolean>`idle_expires_at <= ${NOW}`.as('is_expired'),
      sql<number | null>`extract(epoch from ${NOW} - rotated_at)::float8`.as('rotated_ago'),
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

/**
 * Notes that the newest generation had to be handed out again. Repeats within one generation are
 * free.
 *
 * @returns how many generations in a row needed it, this one included; `undefined` when the session
 *   is over or has a newer generation by now.
 */
export async function recoverRotation(
  db: Database,
  sessionId: string,
  generation: number,
): Promise<number | undefined> {
  const row = await db
    .updateTable('sessions')
    .set({
      recovered: true,
      recovered_in_row: sql<number>`recovered_in_row + case when recovered then 0 else 1 end`,
    })
    .where('id', '=', sessionId)
    .where('generation', '=', generation)
    .where('revoked_at', 'is', null)
    .returning('recovered_in_row')
    .executeTakeFirst()
  return row?.recovered_in_row
}

/**
 * Notes that the user of a session has just proved again who he is.
 *
 * @returns `undefined` when the session is over.
 */
export async function confirmSession(db: Database, id: string): Promise<SessionGrant | undefined> {
  return db
    .updateTable('sessions')
    .set({ authenticated_at: NOW })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('status', '=', 'active')
    .where('idle_expires_at', '>', NOW)
    .returning(GRANT)
    .executeTakeFirst()
}
