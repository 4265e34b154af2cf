import { operations } from '@latchkey/contracts'
import { sql } from 'kysely'
import { expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { requestsWith } from './hostile-requests.ts'
import { INJECTIONS } from './hostile-strings.ts'

test('45 no payload at any place of any operation changes what it is not about', async ({
  app,
  call,
  db,
  signUp,
}) => {
  const victim = await signUp({ username: 'victim' })
  const { accessToken } = await signUp()
  const others = () =>
    Promise.all([
      db.selectFrom('users').selectAll().where('id', '=', victim.user.id).execute(),
      db.selectFrom('credentials').selectAll().where('user_id', '=', victim.user.id).execute(),
      db.selectFrom('sessions').selectAll().where('user_id', '=', victim.user.id).execute(),
      db.selectFrom('signing_keys').selectAll().execute(),
      sql`select table_name from information_schema.tables where table_schema = 'public' order by 1`.execute(
        db,
      ),
    ])
  const before = await others()

  const failures: string[] = []
  for (const operation of operations) {
    for (const [index, text] of INJECTIONS.entries()) {
      const { values, surroundings } = requestsWith(operation, text, accessToken)
      // The places that all operations have take turns.
      const requests = [
        ...values,
        ...surroundings.filter((_, at) => at === index % surroundings.length),
      ]
      const responses = await Promise.all(requests.map(({ request }) => app.inject(request)))
      for (const [index, { statusCode, headers }] of responses.entries()) {
        const place = `${operation.operationId}, ${requests[index]?.place}: ${text}`
        if (statusCode >= 500) failures.push(`${statusCode} at ${place}`)
        if ('set-cookie' in headers || 'location' in headers) failures.push(`header at ${place}`)
      }
    }
  }
  const after = await others()
  const signedIn = await call('POST', '/api/auth/login', {
    body: { username: 'victim', password: PASSWORD },
  })

  expect(failures).toEqual([])
  expect(after).toEqual(before)
  expect(signedIn.statusCode).toBe(200)
})

// Guarantee: text is kept as text. What comes back is what was sent, byte by byte.
test('45 payloads that are accepted are stored as they are', async ({ call, signUp }) => {
  const { accessToken: token } = await signUp()

  for (const text of INJECTIONS) {
    // A name is one line; the profile may be any JSON.
    const isLine = !/[\u0000-\u001f\u007f]/.test(text)
    const body = { ...(isLine && { name: text }), profile: { [text]: [text, { text }] } }
    const changed = await call('PATCH', '/api/auth/me', { token, body })
    const read = await call('GET', '/api/auth/me', { token })

    expect(changed.statusCode, text).toBe(200)
    expect(read.json(), text).toMatchObject(body)
  }
})

/** Valid as identifiers, and patterns to a database that is asked in the wrong way. */
const PATTERNS = [
  { username: 'a____' },
  { username: 'adm_n' },
  { email: '%@example.test' },
  { email: 'a____@example.test' },
  { email: '*@example.test' },
  { email: 'admin@example.%' },
]

test('45 no payload is taken for an identifier or a credential', async ({ call, signUp }) => {
  await signUp({ username: 'admin', email: 'admin@example.test' })
  const attempts = [
    ...PATTERNS.map((identifier) => ({ ...identifier, password: PASSWORD })),
    ...INJECTIONS.flatMap((text) => [
      { username: text, password: PASSWORD },
      { email: text, password: PASSWORD },
      { username: 'admin', password: text },
      { email: `${text}@example.test`, password: text },
    ]),
  ]

  const accepted: unknown[] = []
  for (const body of attempts) {
    const { statusCode } = await call('POST', '/api/auth/login', { body })
    if (statusCode < 400) accepted.push(body)
  }

  expect(accepted).toEqual([])
})

test('45 what a client sends about itself is kept as text', async ({ call, db, signUp }) => {
  const { user } = await signUp()
  const agents = INJECTIONS.filter((text) => /^[\u0020-\u007e]*$/.test(text))

  for (const agent of agents) {
    await call('POST', '/api/auth/login', {
      body: { email: user.email, password: PASSWORD },
      headers: { 'user-agent': agent },
    })
  }
  const rows = await db.selectFrom('sessions').select('user_agent').orderBy('created_at').execute()

  expect(rows.slice(1).map((row) => row.user_agent)).toEqual(agents)
})
