import Fastify from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { latchkey } from '../src/app.ts'

const STRONG = 'qN7vXk2mZr9TfB4wLc8YpH3sJd6GaE1uRo5iVt0KxWQ'
const options = {
  // Nobody answers there: who gets as far as asking fails in another way.
  database: 'postgres://127.0.0.1:1/latchkey',
  secret: STRONG,
  publicUrl: 'https://auth.example.com',
}

beforeEach(() => void vi.stubEnv('NODE_ENV', 'production'))
afterEach(() => void vi.unstubAllEnvs())

async function start(change: object): Promise<string> {
  const app = Fastify()
  const failure = Promise.resolve(app.register(latchkey, { ...options, ...change }))
  const message = await failure.then(() => 'started', String)
  await app.close()
  return message
}

// Guarantee: an app that registers the plugin gets the rules that the command has.
test.each([
  ['secret', { secret: 'short-but-random-9f3kQ' }],
  ['secret', { secret: [STRONG, 'changeme'] }],
  ['publicUrl', { publicUrl: undefined }],
  ['publicUrl', { publicUrl: 'http://auth.example.com' }],
  ['publicUrl', { publicUrl: 'auth.example.com' }],
  ['bcryptCost', { bcryptCost: 9 }],
])('in production the plugin refuses a weak %s %#', async (name, change) => {
  const message = await start(change)

  expect(message).toMatch(new RegExp(`^Error: latchkey: the option \`${name}\` [^]+$`))
  expect(message.match(/the option/g)).toHaveLength(1)
  expect(message).not.toContain('9f3kQ')
})

test.each([
  {},
  { publicUrl: 'http://127.0.0.1:3000' },
  { publicUrl: 'http://auth.internal', allowHttp: true },
  { bcryptCost: 10 },
])('in production the plugin accepts %j', async (change) => {
  expect(await start(change)).toContain('ECONNREFUSED')
})
