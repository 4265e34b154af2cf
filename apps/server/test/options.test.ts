import { existsSync } from 'node:fs'
import { Writable } from 'node:stream'

import { databaseTest } from '@latchkey/testing'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'

import { latchkey } from '../src/app.ts'

const options = {
  // Nobody answers there: who gets as far as asking fails in another way.
  database: 'postgres://127.0.0.1:1/latchkey',
  secret: 'qN7vXk2mZr9TfB4wLc8YpH3sJd6GaE1uRo5iVt0KxWQ',
}

/** What registering the plugin comes to, with options that plain JavaScript lets through. */
async function start(change: object): Promise<string> {
  const app = Fastify()
  const outcome = Promise.resolve(app.register(latchkey, Object.assign({ ...options }, change)))
  const message = await outcome.then(() => 'started', String)
  await app.close()
  return message
}

// Guarantee: what the types refuse does not boot in plain JavaScript either, and says why.
describe('the plugin refuses', () => {
  test.each([
    ['passwordMinLenght', { passwordMinLenght: 15 }],
    ['toString', Object.fromEntries([['toString', 1]])],
    ['hooks.beforeCreatUser', { hooks: { beforeCreatUser: () => undefined } }],
    ['lifetimes.refresh', { lifetimes: { refresh: 60 } }],
  ])('the unknown option %s', async (name, change) => {
    expect(await start(change)).toMatch(
      new RegExp(`^Error: latchkey: there is no option \`${name}\`, but [\\w, ]+$`),
    )
  })

  test.each([
    ['database', { database: undefined }],
    ['secret', { secret: undefined }],
  ])('to start without %s', async (name, change) => {
    expect(await start(change)).toContain(`latchkey: the option \`${name}\` is missing`)
  })

  test.each([
    ['database', 'postgers://ada:hidden@db/app'],
    ['database', 'mysql://ada:hidden@db/app'],
    ['database', 'postgres://ada:hidden@:x/app'],
    ['database', ':memory:'],
    ['database', ''],
    ['database', {}],
    ['database', null],
    ['secret', 5],
    ['secret', ' '],
    ['secret', []],
    ['secret', ['hidden', '']],
    ['publicUrl', 'app.example.com'],
    ['publicUrl', 'https://app.example.com/hidden'],
    ['publicUrl', 'ftp://app.example.com'],
    ['publicUrl', 'HTTPS://App.example.com'],
    ['audience', 'https://api.example.com'],
    ['audience', [5]],
    ['roles', { admin: ['*'], user: [], editor: 'posts:write' }],
    ['roles', { editor: [] }],
    ['roles', []],
    ['bcryptCost', 3],
    ['bcryptCost', 31],
    ['passwordMinLength', 7],
    ['passwordMinLength', '15'],
    ['signingKeyMaxAge', '90d'],
    ['revocationMaxStale', '5s'],
    ['revocationMaxStale', Number.NaN],
    ['docs', 'off'],
    ['health', 0],
    ['allowHttp', 'no'],
    ['problems', { ORDER_CLOSED: 409 }],
    ['clock', Date.now],
    ['apiKeyPrefix', ''],
    ['hooks', () => undefined],
    ['hooks', []],
    ['lifetimes', 900],
  ])('%s: %j', async (name, value) => {
    const message = await start({ [name]: value })

    expect(message).toMatch(new RegExp(`^Error: latchkey: the option \`${name}\` must be [^\\n]+$`))
    expect(message).not.toContain('hidden')
  })

  test.each([
    ['lifetimes.accessToken', { accessToken: 0 }],
    ['lifetimes.idle', { idle: 1.5 }],
    ['lifetimes.maxAge', { maxAge: '30d' }],
    ['lifetimes.raceWindow', { raceWindow: -1 }],
    ['lifetimes.recoveryWindow', { recoveryWindow: Number.POSITIVE_INFINITY }],
  ])('%s: %j', async (name, lifetimes) => {
    expect(await start({ lifetimes })).toContain(`the option \`${name}\` must be a whole number`)
  })

  test('a hook that is no function', async () => {
    const hooks = { userCreated: 'welcome' }

    expect(await start({ hooks })).toContain('the option `hooks.userCreated` must be a function')
  })

  // Clients, tokens, documents and links name the paths as they are.
  test('a prefix', async () => {
    expect(await start({ prefix: '/internal' })).toContain('the option `prefix` is not supported')
  })
})

test('every fault is told at once, and nothing is opened', async () => {
  const message = await start({ database: 'sqlite://users.db', docs: 1, typo: 2 })

  expect(message.split('\n')).toHaveLength(3)
  expect(existsSync('sqlite:')).toBe(false)
})

test.each([
  {},
  { publicUrl: 'https://app.example.com' },
  { publicUrl: 'http://localhost:3000/', audience: [], hooks: {}, lifetimes: {} },
  { lifetimes: { accessToken: 60, idle: undefined, raceWindow: 0 }, roles: undefined },
  { roles: { admin: ['*'], user: [], editor: ['posts:*'] }, revocationMaxStale: 0.5 },
])('the plugin accepts %j', async (change) => {
  expect(await start(change)).toContain('ECONNREFUSED')
})

// Guarantee: who tries things out with a weak secret hears of it before production refuses it.
databaseTest('a weak secret is warned about', async ({ postgresUrl: database }) => {
  const lines: string[] = []
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line))
      done()
    },
  })
  const app = Fastify({ logger: { level: 'warn', stream } })

  await app.register(latchkey, { ...options, database, secret: 'changeme' })
  await app.close()

  expect(lines).toEqual([expect.stringContaining('the secret has fewer than 32 bytes')])
  expect(lines.join()).not.toContain('changeme')
})
