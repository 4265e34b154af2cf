import { hot, newId, type Database, type Parameter, type Row } from '@latchkey/database'
import { sql, type RawBuilder } from 'kysely'

export type SessionRow = Row<'sessions'>

/** What a rotation answers: enough to make both tokens. */
export type SessionGrant = Pick<
  SessionRow,
  'id' | 'user_id' | 'generation' | 'role' | 'client_id' | 'authenticated_at' | 'idle_expires_at'
>

/** Stored lifetimes go by the clock of the database. */
const NOW = sql<Date>`now()`

const GRANT = [
  'id',
  'user_id',
  'generation',
  'role',
  'client_id',
  'authenticated_at',
  'idle_expires_at',
] as const

export interface NewSession {
  userId: string
  role: string
  hash: Buffer
  transport: string
  clientId: string
  amr: string[]
  ip: string | null
  userAgent: string | null
  /** SHA-256 of the token of the device, which is added or seen again. */
  deviceHash: Buffer
  /** Seconds. */
  idle: number
  /** Seconds. */
  maxAge: number
}

/** Opens a session and remembers its device, in one statement. */
export async function insertSession(db: Database, session: NewSession): Promise<SessionGrant> {
  const ids = { id: newId(), newDeviceId: newId() }
  const [grant] = await insertSessionAndDevice(db, { ...session, ...ids })
  if (!grant) throw new Error('inserting a session returned no row')
  return grant
}

type SessionParameters = NewSession & { id: string; newDeviceId: string }

const insertSessionAndDevice = hot('open-session', (db, parameter: Parameter<SessionParameters>) =>
  db
    .with('device', (cte) =>
      cte
        .insertInto('known_devices')
        .values({
          id: parameter('newDeviceId'),
          user_id: parameter('userId'),
          hash: parameter('deviceHash'),
          ip: parameter('ip'),
          user_agent: parameter('userAgent'),
        })
        .onConflict((conflict) => conflict.column('hash').doUpdateSet({ last_seen_at: NOW }))
        .returning('id'),
    )
    .insertInto('sessions')
    .values((eb) => ({
      id: parameter('id'),
      user_id: parameter('userId'),
      generation: 1,
      hash: parameter('hash'),
      transport: parameter('transport'),
      client_id: parameter('clientId'),
      role: parameter('role'),
      device_id: eb.selectFrom('device').select('id'),
      idle_expires_at: sql<Date>`now() + make_interval(secs => least(${parameter('idle')}::float8, ${parameter('maxAge')}::float8))`,
      expires_at: secondsFromNow(parameter('maxAge')),
      amr: parameter('amr'),
      ip: parameter('ip'),
      user_agent: parameter('userAgent'),
    }))
    .returning(GRANT),
)

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

/** The row of a session and, by the clock of the database, what it is worth now. */
export async function findSession(db: Database, id: string) {
  return db
    .selectFrom('sessions')
    .select([...GRANT, 'previous_hash', 'rotation_salt', 'rotation_key_id', 'status', 'revoked_at'])
    .select((eb) => [
      eb('idle_expires_at', '<=', NOW).as('is_expired'),
      sql<number | null>`extract(epoch from now() - rotated_at)::float8`.as('rotated_ago'),
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

/**
 * Notes that the newest generation had to be handed out again. Repeats within one generation are
 * free; the third generation in a row is refused, because then two parties are taking turns.
 */
export async function recoverRotation(
  db: Database,
  sessionId: string,
  generation: number,
  maxInRow: number,
): Promise<boolean> {
  const row = await db
    .updateTable('sessions')
    .set({
      recovered: true,
      recovered_in_row: sql<number>`recovered_in_row + case when recovered then 0 else 1 end`,
    })
    .where('id', '=', sessionId)
    .where('generation', '=', generation)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('recovered', '=', true), eb('recovered_in_row', '<', maxInRow)]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

function secondsFromNow(seconds: number | RawBuilder<number>) {
  return sql<Date>`now() + make_interval(secs => ${seconds})`
}
