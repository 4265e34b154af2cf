import { any, session } from '@latchkey/contracts'
import Fastify from 'fastify'
import { latchkey } from 'latchkey'
import { expect, vi } from 'vitest'

import { PASSWORD, PUBLIC_URL, SECRET, test as base } from '../harness.ts'
import { openFreezable } from './frozen-database.ts'

/** An application whose routes need no query, and whose database can be frozen. */
const test = base.extend('application', async ({ postgresUrl }, { onCleanup }) => {
  const database = await openFreezable(postgresUrl)
  const app = Fastify()
  onCleanup(async () => {
    await app.close()
    await database.close()
  })
  await app.register(latchkey, {
    database,
    secret: SECRET,
    publicUrl: PUBLIC_URL,
    bcryptCost: 4,
    revocationMaxStale: 1,
  })
  app.get('/session', { security: session }, () => 'served')
  app.get('/any', { security: any }, () => 'served')
  return { app, freeze: database.freeze }
})

// Guarantee: a token proves who somebody was. When nobody can say whether that is still so, the
// answer is no, also where serving would take no query.
test('33 a process that cannot know what was revoked serves nobody', async ({ application }) => {
  const { app, freeze } = application
  const body = { email: 'ada@example.test', password: PASSWORD }
  const signedUp = await app.inject({ method: 'POST', url: '/api/auth/register', body })
  const headers = { authorization: `Bearer ${signedUp.json().accessToken}` }
  const urls = ['/session', '/any', '/api/auth/me', '/readyz', '/api/auth/revocations']
  const ask = () => Promise.all(urls.map((url) => app.inject({ url, headers })))
  const before = await ask()

  freeze()
  const refused = Array.from(urls, () => 503)
  const answers = await vi.waitFor(async () => {
    const responses = await ask()
    expect(responses.map(({ statusCode }) => statusCode)).toEqual(refused)
    return responses
  }, 20_000)

  expect(before.map(({ statusCode }) => statusCode)).toEqual(Array.from(urls, () => 200))
  for (const answer of answers) {
    expect(answer.json().code).toBe('UNAVAILABLE')
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  }
})
