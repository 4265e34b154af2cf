import {
  hot,
  newId,
  NOW,
  secondsFromNow,
  type Database,
  type LatchkeyTables,
  type Parameter,
} from '@latchkey/database'
import { sql, type QueryCreator } from 'kysely'

import type { PasswordProof } from './password-proof.ts'
import { GRANT, type SessionGrant } from './session-store.ts'

export interface NewSession {
  userId: string
  hash: Buffer
  /** Entry of the keyring that the first refresh token is made with. */
  keyId: string
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

/**
 * Opens a session and remembers its device, in one statement. The user is locked meanwhile, so a
 * change of his role or status either shows in the session or finds it.
 *
 * @returns `undefined` when the user is gone or disabled.
 */
export async function insertSession(
  db: Database,
  session: NewSession,
): Promise<SessionGrant | undefined> {
  const ids = { id: newId(), newDeviceId: newId() }
  const [grant] = await insertSessionAndDevice(db, { ...session, ...ids })
  return grant
}

/**
 * The same for who proved his password, which counts as used. Nobody can change it before the
 * statement ends, so a change either ends the session or keeps it from being opened.
 *
 * @returns `undefined` when the password is another by now, or the user is gone or disabled.
 */
export async function insertSessionFor(
  db: Database,
  proof: PasswordProof,
  session: NewSession,
): Promise<SessionGrant | undefined> {
  const ids = { id: newId(), newDeviceId: newId() }
  const { verified, hash: secret } = proof
  const [grant] = await insertSessionByPassword(db, { ...session, ...ids, verified, secret })
  return grant
}

type SessionParameters = NewSession & { id: string; newDeviceId: string }
type PasswordParameters = SessionParameters & { verified: string; secret: string }

const insertSessionAndDevice = hot('open-session', (db, parameter: Parameter<SessionParameters>) =>
  insertFor(
    db.with('owner', (cte) =>
      cte
        .selectFrom('users')
        .select(['id', 'role'])
        .where('id', '=', parameter('userId'))
        .where('status', '=', 'active')
        .forShare(),
    ),
    parameter,
  ),
)

const insertSessionByPassword = hot('sign-in', (db, parameter: Parameter<PasswordParameters>) =>
  insertFor(
    db
      .with('password', (cte) =>
        cte
          .updateTable('credentials')
          .set({ secret: parameter('secret'), last_used_at: NOW })
          .where('user_id', '=', parameter('userId'))
          .where('kind', '=', 'password')
          .where('secret', '=', parameter('verified'))
          .returning('user_id'),
      )
      .with('owner', (cte) =>
        cte
          .selectFrom('users')
          .innerJoin('password', 'password.user_id', 'users.id')
          .select(['users.id', 'users.role'])
          .where('users.status', '=', 'active')
          .forShare('users'),
      ),
    parameter,
  ),
)

/** The session and the device of the one row of `owner`, if there is one. */
function insertFor(
  db: QueryCreator<LatchkeyTables & { owner: { id: string; role: string } }>,
  parameter: Parameter<SessionParameters>,
) {
  return db
    .with('device', (cte) =>
      cte
        .insertInto('known_devices')
        .columns(['id', 'user_id', 'hash', 'ip', 'user_agent'])
        .expression((eb) =>
          eb
            .selectFrom('owner')
            .select([
              sql<string>`${parameter('newDeviceId')}::uuid`.as('id'),
              'owner.id as user_id',
              sql<Buffer>`${parameter('deviceHash')}::bytea`.as('hash'),
              sql<string | null>`${parameter('ip')}::text`.as('ip'),
              sql<string | null>`${parameter('userAgent')}::text`.as('user_agent'),
            ]),
        )
        .onConflict((conflict) => conflict.column('hash').doUpdateSet({ last_seen_at: NOW }))
        .returning('id'),
    )
    .insertInto('sessions')
    .columns([
      'id',
      'user_id',
      'role',
      'generation',
      'hash',
      'rotation_key_id',
      'transport',
      'client_id',
      'device_id',
      'idle_expires_at',
      'expires_at',
      'amr',
      'ip',
      'user_agent',
    ])
    .expression((eb) =>
      eb
        .selectFrom(['owner', 'device'])
        .select([
          sql<string>`${parameter('id')}::uuid`.as('id'),
          'owner.id as user_id',
          'owner.role',
          sql<number>`1`.as('generation'),
          sql<Buffer>`${parameter('hash')}::bytea`.as('hash'),
          sql<string>`${parameter('keyId')}::text`.as('rotation_key_id'),
          sql<string>`${parameter('transport')}::text`.as('transport'),
          sql<string>`${parameter('clientId')}::text`.as('client_id'),
          'device.id as device_id',
          secondsFromNow(
            sql`least(${parameter('idle')}::float8, ${parameter('maxAge')}::float8)`,
          ).as('idle_expires_at'),
          secondsFromNow(parameter('maxAge')).as('expires_at'),
          sql<string[]>`${parameter('amr')}::text[]`.as('amr'),
          sql<string | null>`${parameter('ip')}::text`.as('ip'),
          sql<string | null>`${parameter('userAgent')}::text`.as('user_agent'),
        ]),
    )
    .returning(GRANT)
}
