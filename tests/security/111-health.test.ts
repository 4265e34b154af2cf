import { createServer } from 'latchkey/server'
import { expect } from 'vitest'

import { PUBLIC_URL, SECRET, test } from '../harness.ts'
import { openFreezable } from './frozen-database.ts'

const options = { secret: SECRET, publicUrl: PUBLIC_URL, bcryptCost: 4, logger: false } as const

// Guarantee: an orchestrator does not kill processes because their database is away, and a load
// balancer does not send them requests meanwhile.
test('111 a frozen database makes the process not ready, but not dead', async ({
  postgresUrl,
  onTestFinished,
}) => {
  const database = await openFreezable(postgresUrl)
  const app = await createServer({ ...options, database: database.db })
  onTestFinished(async () => {
    await app.close()
    await database.close()
  })

  const ready = await app.inject('/readyz')
  database.freeze()
  const notReady = app.inject('/readyz')
  const alive = await Promise.all(Array.from({ length: 20 }, () => app.inject('/livez')))

  expect(ready.statusCode).toBe(200)
  expect(alive.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200))
  expect((await notReady).statusCode).toBe(503)
  expect((await notReady).json().code).toBe('UNAVAILABLE')
  expect(Number((await notReady).headers['retry-after'])).toBeGreaterThan(0)
})

test('111 readiness comes from the database, liveness from the process alone', async ({
  app,
  database,
}) => {
  const before = await Promise.all(['/livez', '/readyz'].map((url) => app.inject(url)))
  await database.close()
  const after = await Promise.all(['/livez', '/readyz'].map((url) => app.inject(url)))

  expect(before.map(({ statusCode }) => statusCode)).toEqual([200, 200])
  expect(after.map(({ statusCode }) => statusCode)).toEqual([200, 503])
})

test('111 neither tells more than that', async ({ app, database }) => {
  const ok = await Promise.all(['/livez', '/readyz'].map((url) => app.inject(url)))
  await database.close()
  const failed = await app.inject('/readyz')

  expect(ok.map(({ body }) => body)).toEqual(['{"status":"ok"}', '{"status":"ok"}'])
  expect(Object.keys(failed.json()).toSorted()).toEqual([
    'code',
    'requestId',
    'status',
    'title',
    'type',
  ])
  for (const response of [...ok, failed]) {
    const text = `${JSON.stringify(response.headers)}${response.body}`
    expect(text).not.toMatch(/\d+\.\d+\.\d+|node|fastify|latchkey\/|postgres|version/i)
  }
})
