import type { AuthResult } from '@latchkey/contracts'
import { openDatabase } from '@latchkey/database'
import type { FastifyInstance } from 'fastify'
import { createServer } from 'latchkey/server'
import { describe, expect, vi } from 'vitest'

import { PASSWORD, PUBLIC_URL, SECRET, test as base } from '../harness.ts'

/** Two instances behind a load balancer: nothing in common but the database. */
const test = base.extend('instances', ({ postgresUrl }, { onCleanup }) => {
  const closers: (() => Promise<void>)[] = []
  onCleanup(async () => {
    for (const close of closers.toReversed()) await close()
  })
  const start = async () => {
    const database = await openDatabase({
      url: postgresUrl,
      dataDir: '',
      queryTimeout: 20_000,
      onError: () => undefined,
    })
    closers.push(database.close)
    const options = { secret: SECRET, publicUrl: PUBLIC_URL, bcryptCost: 4, logger: false } as const
    const app = await createServer({ ...options, database })
    closers.push(async () => app.close())
    return app
  }
  return Promise.all([start(), start()])
})

const WAYS = {
  'signing out': (app: FastifyInstance, { refreshToken }: AuthResult) =>
    post(app, '/api/auth/logout', { refreshToken }),
  'ending the session': (app: FastifyInstance, { accessToken, session }: AuthResult) =>
    app.inject({
      method: 'DELETE',
      url: `/api/auth/sessions/${session.id}`,
      headers: { authorization: `Bearer ${accessToken}` },
    }),
}

describe.for(['signing out', 'ending the session'] as const)('30 %s on one instance', (way) => {
  test('30 ends the session on every one, for every token', async ({ instances }) => {
    const [here, there] = instances
    const ended = await signUp(here, 'ended')
    const stays = await signUp(there, 'stays')
    const before = await Promise.all(instances.map((app) => me(app, ended.accessToken)))

    await WAYS[way](here, ended)
    const refreshed = await Promise.all(instances.map((app) => refresh(app, ended)))
    await vi.waitFor(async () => expect(await me(there, ended.accessToken)).toBe(401))

    expect(before).toEqual([200, 200])
    expect(refreshed.map(({ statusCode }) => statusCode)).toEqual([401, 401])
    expect(await me(here, ended.accessToken)).toBe(401)
    expect(await me(here, stays.accessToken)).toBe(200)
    expect((await refresh(here, stays)).statusCode).toBe(200)
  })
})

async function signUp(app: FastifyInstance, name: string): Promise<AuthResult> {
  const body = { email: `${name}@example.test`, password: PASSWORD }
  return (await post(app, '/api/auth/register', body)).json()
}

async function post(app: FastifyInstance, url: string, payload: object) {
  return app.inject({ method: 'POST', url, payload })
}

async function refresh(app: FastifyInstance, { refreshToken }: AuthResult) {
  return post(app, '/api/auth/refresh', { refreshToken })
}

async function me(app: FastifyInstance, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await app.inject({ url: '/api/auth/me', headers })).statusCode
}
