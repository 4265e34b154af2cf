import { createHmac } from 'node:crypto'

import bcrypt from 'bcrypt'
import { createServer } from 'latchkey/server'
import { expect } from 'vitest'

import { PASSWORD, PUBLIC_URL, SECRET, test } from '../harness.ts'

const OTHER_SECRET = 'Zt7mQ2xw9LcY4pVbN1sKd8fRg6hJuEoTiAyCzXqWlMe'

test('55 the hash of a new password has cost 12 unless a setting says otherwise', async ({
  database,
}) => {
  const app = await createServer({
    database: database.db,
    secret: SECRET,
    publicUrl: PUBLIC_URL,
    logger: false,
  })
  await app.inject({
    method: 'POST',
    url: '/api/auth/register',
    payload: { email: 'ada@example.test', password: PASSWORD },
  })
  await app.close()

  const { secret } = await database.db
    .selectFrom('credentials')
    .select('secret')
    .executeTakeFirstOrThrow()

  expect(secret).toMatch(/^\$bcrypt-hmac-sha384\$v=1\$r=12\$[./A-Za-z0-9]{22}\$[./A-Za-z0-9]{31}$/)
})

// Guarantee: bcrypt reads 72 bytes and stops at a NUL; what it is given has neither problem.
test('55 what is stored is bcrypt over a digest of the whole password', async ({ db, signUp }) => {
  const password = `${'violet '.repeat(12)}\0🗝️ harbour`
  await signUp({ password })

  const { secret } = await db.selectFrom('credentials').select('secret').executeTakeFirstOrThrow()
  const [, , , , salt, digest] = secret.split('$')
  const digestOf = (text: string) =>
    createHmac('sha384', 'latchkey/password/v1').update(text).digest('base64')

  expect(await bcrypt.compare(digestOf(password), `$2b$04$${salt}${digest}`)).toBe(true)
  expect(await bcrypt.compare(digestOf(`${password}.`), `$2b$04$${salt}${digest}`)).toBe(false)
})

// Guarantee: passwords outlive the rotation of every secret of the server.
test('55 a password does not depend on AUTH_SECRET', async ({ app, database, signUp }) => {
  const { user } = await signUp()
  await database.db.deleteFrom('signing_keys').execute()
  await app.close()
  const restarted = await createServer({
    database: database.db,
    secret: OTHER_SECRET,
    publicUrl: PUBLIC_URL,
    bcryptCost: 4,
    logger: false,
  })

  const response = await restarted.inject({
    method: 'POST',
    url: '/api/auth/login',
    payload: { email: user.email, password: PASSWORD },
  })
  await restarted.close()

  expect(response.statusCode).toBe(200)
})

test('55 a sign-in after the cost rose replaces the hash, and the password stays', async ({
  db,
  signUp,
}) => {
  const { user } = await signUp()
  const stored = async () =>
    (await db.selectFrom('credentials').select('secret').executeTakeFirstOrThrow()).secret
  const before = await stored()
  const stronger = await createServer({
    database: db,
    secret: SECRET,
    publicUrl: PUBLIC_URL,
    bcryptCost: 5,
    logger: false,
  })
  const signIn = (password: string) =>
    stronger.inject({
      method: 'POST',
      url: '/api/auth/login',
      payload: { email: user.email, password },
    })

  const wrong = await signIn('violet harbour 1898')
  const unchanged = await stored()
  const right = await signIn(PASSWORD)
  const upgraded = await stored()
  const again = await signIn(PASSWORD)
  const kept = await stored()
  await stronger.close()

  expect([wrong, right, again].map(({ statusCode }) => statusCode)).toEqual([401, 200, 200])
  expect(before).toContain('$r=4$')
  expect(unchanged).toBe(before)
  expect(upgraded).toContain('$r=5$')
  expect(kept).toBe(upgraded)
})
