import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { newId } from '../src/index.ts'
import { ENGINES, insertUser, test } from './harness.ts'

describe.each(ENGINES)('values on %s', (engine) => {
  test.override('engine', engine)

  // Guarantee: a row reads the same whatever database it comes from.
  test('are read as the same JavaScript types', async ({ db }) => {
    const { rows } = await sql`
      select 'text' as text, 7::int4 as int4, 9007199254740991::int8 as int8, count(*) as count,
        1.5::float8 as float8, 1.5::numeric as numeric, true as bool,
        '0198c0de-0000-7000-8000-000000000000'::uuid as uuid,
        '2026-01-02 03:04:05.678901+02'::timestamptz as timestamptz,
        '{"a": [1, null, {"b": "ü"}]}'::jsonb as jsonb,
        '\\x00ff10'::bytea as bytea, array['\\x00ff'::bytea] as byteas,
        array['pwd', 'a "quoted", one'] as texts, array[1, 2]::int4[] as ints,
        null::timestamptz as nothing
    `.execute(db)

    expect(rows).toStrictEqual([
      {
        text: 'text',
        int4: 7,
        int8: 9007199254740991,
        count: 1,
        float8: 1.5,
        numeric: '1.5',
        bool: true,
        uuid: '0198c0de-0000-7000-8000-000000000000',
        timestamptz: new Date('2026-01-02T01:04:05.678Z'),
        jsonb: { a: [1, null, { b: 'ü' }] },
        bytea: Buffer.from([0, 255, 16]),
        byteas: [Buffer.from([0, 255])],
        texts: ['pwd', 'a "quoted", one'],
        ints: [1, 2],
        nothing: null,
      },
    ])
  })

  // Guarantee: what is written comes back, through every kind of column we have.
  test('survive being written and read', async ({ db }) => {
    const now = new Date('2026-03-04T05:06:07.089Z')
    const session = {
      id: newId(),
      user_id: await insertUser(db),
      generation: 3,
      hash: Buffer.from('8899aabbccddeeff', 'hex'),
      previous_hash: null,
      rotation_key_id: 'k1',
      transport: 'bearer',
      client_id: 'first-party',
      role: 'user',
      idle_expires_at: now,
      expires_at: now,
      amr: ['pwd', 'otp'],
      user_agent: 'A "browser", \\ and {more}',
    }
    await db.insertInto('sessions').values(session).execute()

    const row = await db
      .selectFrom('sessions')
      .selectAll()
      .where('hash', '=', session.hash)
      .where('expires_at', '=', now)
      .executeTakeFirstOrThrow()

    expect(row).toMatchObject(session)
    expect(row).toMatchObject({ status: 'active', recovered: false, recovered_in_row: 0 })
    expect(row.created_at).toBeInstanceOf(Date)
  })

  // Guarantee: JSON text is stored as the object it describes.
  test('take JSON as text and give it back as an object', async ({ db }) => {
    const profile = { list: [1, 'two', { three: null }], 'k"ey': true }
    const id = newId()
    await db
      .insertInto('users')
      .values({ id, role: 'user', profile: JSON.stringify(profile) })
      .execute()

    const row = await db
      .selectFrom('users')
      .select(['profile', 'app_metadata'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()

    expect(row).toStrictEqual({ profile, app_metadata: {} })
  })

  // Guarantee: a number is exact or refused, and the connection works on afterwards.
  test('refuse an int8 that no number holds', async ({ db }) => {
    const tooLarge = sql`select 9007199254740993::int8 as n`.execute(db)

    await expect(tooLarge).rejects.toThrow('9007199254740993 does not fit into a number')
    expect((await sql`select 1::int8 as n`.execute(db)).rows).toEqual([{ n: 1 }])
  })
})
