import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { newId, uniqueViolation, type Database } from '../src/index.ts'
import { ENGINES, insertUser, test } from './harness.ts'

describe.each(ENGINES)('the tables on %s', (engine) => {
  test.override('engine', engine)

  // Guarantee: what must be unique is, and the error says which rule it was.
  test('name the unique rule that was broken', async ({ db }) => {
    const emailKey = `${newId()}@example.org`
    const user = { role: 'user', email: emailKey, email_key: emailKey }
    await db
      .insertInto('users')
      .values({ ...user, id: newId() })
      .execute()

    const second = db
      .insertInto('users')
      .values({ ...user, id: newId() })
      .execute()

    expect(await violation(second)).toBe('users_email_key_unique')
  })

  // Guarantee: a user has one password, whatever else he signs in with.
  test('allow one password per user', async ({ db }) => {
    const userId = await insertUser(db)
    await insertCredential(db, userId, 'password')
    await insertCredential(db, userId, 'totp')
    await insertCredential(db, userId, 'totp')

    const second = insertCredential(db, userId, 'password')

    expect(await violation(second)).toBe('credentials_password_unique')
  })

  // Guarantee: there is at most one key that signs and one that is to follow it, also when several
  // processes make them.
  test('allow one signing key, one to follow, and any number of old ones', async ({ db }) => {
    const insertKey = (state: 'next' | 'current' | 'previous', privateJwk: string | null) =>
      db
        .insertInto('signing_keys')
        .values({
          kid: newId(),
          alg: 'ES256',
          public_jwk: '{}',
          private_jwk: privateJwk,
          state,
          token_lifetime: 900,
        })
        .execute()
    await Promise.all([insertKey('next', ''), insertKey('current', '')])
    await Promise.all([insertKey('previous', null), insertKey('previous', null)])

    expect(await violation(insertKey('current', ''))).toBe('signing_keys_state_unique')
    expect(await violation(insertKey('next', ''))).toBe('signing_keys_state_unique')
    await expect(insertKey('previous', 'a private key')).rejects.toThrow(
      'signing_keys_private_check',
    )
    await db.deleteFrom('signing_keys').execute()
  })

  // Guarantee: with a user everything goes that is his.
  test('forget everything of a deleted user', async ({ db }) => {
    const userId = await insertUser(db)
    await insertCredential(db, userId, 'password')
    await insertSession(db, userId)
    await db
      .insertInto('known_devices')
      .values({ id: newId(), user_id: userId, hash: Buffer.from(newId()) })
      .execute()

    await db.deleteFrom('users').where('id', '=', userId).execute()

    for (const table of ['credentials', 'sessions', 'known_devices'] as const) {
      const rows = await db.selectFrom(table).select('id').where('user_id', '=', userId).execute()
      expect(rows).toEqual([])
    }
  })

  // Guarantee: values that no code of ours would write are refused.
  test('refuse impossible users', async ({ db }) => {
    const insert = (columns: Record<string, string>) =>
      sql`insert into users (id, role, ${sql.join(Object.keys(columns).map((name) => sql.ref(name)))})
        values (${newId()}, 'user', ${sql.join(Object.values(columns))})`.execute(db)

    for (const columns of [
      { kind: 'robot' },
      { status: 'asleep' },
      { email: 'without@a.key' },
      { username_key: 'without a username' },
      { profile: '[]' },
      { app_metadata: '1' },
    ]) {
      await expect(insert(columns)).rejects.toHaveProperty('code', '23514')
    }
  })

  // Guarantee: revocations are numbered in the order they are inserted.
  test('number revocations', async ({ db }) => {
    const insertRevocation = () =>
      db
        .insertInto('revocations')
        .values({ kind: 'session', subject: newId(), effect: 'revoked', expires_at: new Date() })
        .returning(['seq', 'up_to'])
        .executeTakeFirstOrThrow()
    const first = await insertRevocation()
    const second = await insertRevocation()

    expect(second).toEqual({ seq: first.seq + 1, up_to: null })
  })
})

describe('sessions on PostgreSQL', () => {
  // Guarantee: a refresh touches no index (a HOT update), so sessions stay cheap at any number.
  test('are refreshed without touching an index', async ({ db }) => {
    const id = await insertSession(db, await insertUser(db))

    const rows = await db.transaction().execute(async (trx) => {
      for (let generation = 2; generation <= 6; generation += 1) {
        await trx
          .updateTable('sessions')
          .set({
            generation,
            hash: Buffer.alloc(32, generation),
            previous_hash: Buffer.alloc(32, generation - 1),
            rotation_salt: Buffer.alloc(32),
            rotation_key_id: 'k1',
            rotated_at: sql`now()`,
            last_used_at: sql`now()`,
            idle_expires_at: sql`now() + interval '7 days'`,
            recovered: false,
            recovered_in_row: 0,
          })
          .where('id', '=', id)
          .execute()
      }
      const counted = await sql`
        select n_tup_upd as updated, n_tup_hot_upd as hot
        from pg_stat_xact_user_tables where relname = 'sessions'
      `.execute(trx)
      return counted.rows
    })

    expect(rows).toEqual([{ updated: 5, hot: 5 }])
  })

  // Guarantee: every page of the table keeps room for such updates.
  test('leave room for updates on every page', async ({ db }) => {
    const { rows } = await sql`
      select reloptions from pg_class where relname = 'sessions'
    `.execute(db)

    expect(rows).toEqual([{ reloptions: ['fillfactor=70'] }])
  })
})

async function violation(write: Promise<unknown>): Promise<string | undefined> {
  return write.then(
    () => 'nothing was violated',
    (error: unknown) => uniqueViolation(error),
  )
}

async function insertCredential(db: Database, userId: string, kind: string): Promise<void> {
  await db
    .insertInto('credentials')
    .values({ id: newId(), user_id: userId, kind, secret: 'hash' })
    .execute()
}

async function insertSession(db: Database, userId: string): Promise<string> {
  const id = newId()
  await db
    .insertInto('sessions')
    .values({
      id,
      user_id: userId,
      generation: 1,
      hash: Buffer.alloc(32, 1),
      rotation_key_id: 'k1',
      transport: 'bearer',
      client_id: 'first-party',
      role: 'user',
      idle_expires_at: new Date(),
      expires_at: new Date(),
      amr: ['pwd'],
    })
    .execute()
  return id
}
