import { newId, openDatabase } from '@latchkey/database'
import { databaseTest, temporaryFolder } from '@latchkey/testing'
import { describe, expect } from 'vitest'

import { latchkey } from './process.ts'

const test = databaseTest
  .extend('db', async ({ postgresUrl }, { onCleanup }) => {
    const { db, close } = await openDatabase({
      url: postgresUrl,
      dataDir: '',
      onError: () => undefined,
    })
    onCleanup(close)
    return db
  })
  .extend('ada', async ({ db }) => {
    const id = newId()
    await db
      .insertInto('users')
      .values({
        id,
        email: 'Ada@example.test',
        email_key: 'ada@example.test',
        username: 'Ada',
        username_key: 'ada',
        role: 'user',
      })
      .execute()
    return id
  })
  .extend('users', ({ postgresUrl }) => {
    /** Runs `latchkey users …` on the database of the test. */
    return (args: string[], env: Record<string, string> = {}) =>
      latchkey(['users', ...args], {
        cwd: temporaryFolder(),
        env: { DATABASE_URL: postgresUrl, ...env },
      })
  })
  .extend('read', ({ db, ada }) => {
    return () =>
      db
        .selectFrom('users')
        .select(['role', 'status'])
        .where('id', '=', ada)
        .executeTakeFirstOrThrow()
  })

test('a user is named by address, username or id, in any case', async ({ users, read, ada }) => {
  const roles = JSON.stringify({ admin: ['*'], user: [], editor: [], author: [] })
  const renamed: string[] = []
  for (const [who, role] of [
    ['ADA@example.test', 'editor'],
    ['aDa', 'author'],
    [ada.toUpperCase(), 'admin'],
  ] as const) {
    const { stdout } = await users(['promote', who, '--role', role], { ROLES: roles })

    expect(stdout).toBe(`${who} has the role ${role} and is active\n`)
    renamed.push((await read()).role)
  }

  expect(renamed).toEqual(['editor', 'author', 'admin'])
})

test('without a role, promoting makes an administrator', async ({ users, read }) => {
  const { code } = await users(['promote', 'ada'])

  expect([code, await read()]).toEqual([0, { role: 'admin', status: 'active' }])
})

test('disabling ends the sessions, and enabling brings none back', async ({
  users,
  read,
  db,
  ada,
}) => {
  await db
    .insertInto('sessions')
    .values({
      id: newId(),
      user_id: ada,
      generation: 1,
      hash: Buffer.alloc(32),
      rotation_key_id: '00000000',
      transport: 'bearer',
      client_id: 'first-party',
      role: 'user',
      idle_expires_at: new Date('2999-01-01'),
      expires_at: new Date('2999-01-01'),
      amr: ['pwd'],
    })
    .execute()
  const session = db.selectFrom('sessions').select(['revoked_reason'])

  const disabled = await users(['disable', 'ada', '--reason', 'left the company'])
  const between = await read()
  const enabled = await users(['enable', 'ada'])

  expect([disabled.code, enabled.code]).toEqual([0, 0])
  expect(between).toEqual({ role: 'user', status: 'disabled' })
  expect(await read()).toEqual({ role: 'user', status: 'active' })
  expect(await session.execute()).toEqual([{ revoked_reason: 'disabled: left the company' }])
})

describe('nothing changes', () => {
  test.for([
    [['promote', 'grace'], 1, 'There is no user grace'],
    [['disable', 'no such@user'], 1, 'There is no user no such@user'],
    [['enable', '01900000-0000-7000-8000-000000000000'], 1, 'There is no user 01900000'],
    [['promote', 'ada', '--role', 'owner'], 1, 'role must be a role that this server has'],
    [['promote'], 2, 'Name one user: <email|username|id>'],
    [['disable', 'ada', 'grace'], 2, 'Usage: latchkey users disable <email|username|id>'],
    [['enable', 'ada', '--role', 'admin'], 2, "Unknown option '--role'"],
  ] as const)('for %j', async ([args, expected, message], { users, read }) => {
    const before = await read()

    const { code, stdout, stderr } = await users([...args])

    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).toContain(message)
    expect(await read()).toEqual(before)
  })

  test('for the last administrator', async ({ users, read }) => {
    await users(['promote', 'ada'])

    const { code, stderr } = await users(['disable', 'ada'])

    expect([code, stderr]).toEqual([1, 'Nothing has changed: This is the last administrator\n'])
    expect(await read()).toEqual({ role: 'admin', status: 'active' })
  })
})
