import { generateKeyPairSync } from 'node:crypto'

import { operations, type RevocationList } from '@latchkey/contracts'
import { newId, openDatabase, type Database, type Listen } from '@latchkey/database'
import { contractRoutes } from '@latchkey/http'
import { checkAgainstContracts, databaseTest, fakeClock } from '@latchkey/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import {
  core,
  createKeyring,
  healthRoutes,
  revocationRoutes,
  type CoreOptions,
} from '../src/index.ts'
import { endSessions } from '../src/live-session-store.ts'

export const LIFETIME = 960

/** What a process of these tests may differ in. */
export type Process = Partial<CoreOptions> & { trustProxy?: boolean }

/** One database, and as many processes on it as a test wants. */
export const test = databaseTest
  .extend('open', ({ postgresUrl }, { onCleanup }) => {
    const closers: (() => Promise<void>)[] = []
    onCleanup(async () => {
      for (const close of closers) await close()
    })
    /** One more pool on the database. */
    return async () => {
      const opened = await openDatabase({
        url: postgresUrl,
        dataDir: '',
        // Tests run beside each other on a busy machine.
        queryTimeout: 20_000,
        onError: () => undefined,
      })
      closers.push(opened.close)
      return opened
    }
  })
  .extend('database', ({ open }) => open())
  .extend('db', ({ database }) => database.db)
  .extend('clock', () => fakeClock(Date.now()))
  .extend('key', async ({ db }) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    const state = { state: 'current', private_jwk: 'secret' } as const
    const row = { kid: 'test', alg: 'ES256', public_jwk: '{}', token_lifetime: LIFETIME, ...state }
    await db.insertInto('signing_keys').values(row).execute()
    return { kid: row.kid, privatePem: privateKey, pem: publicKey }
  })
  .extend('start', ({ database: { db, listen }, clock, key }, { onCleanup }) => {
    const closers: (() => Promise<void>)[] = []
    onCleanup(async () => {
      for (const close of closers) await close()
    })
    /** One more process. `GET /whoami` answers who the token of a request belongs to. */
    return async ({ trustProxy = false, ...options }: Process = {}): Promise<FastifyInstance> => {
      const app = Fastify({ trustProxy })
      const verdict = checkAgainstContracts(app, operations)
      closers.push(async () => {
        await app.close()
        verdict()
      })
      const keyring = createKeyring(['pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM'])
      await app.register(core, { database: db, listen, keyring, publicUrl: URL, clock, ...options })
      app.latchkey.verificationKeys.replace([key])
      for (const routes of [revocationRoutes, healthRoutes]) {
        await app.register(contractRoutes(routes))
      }
      app.get('/whoami', { security: { by: 'session' } }, async ({ principal }) => principal)
      return app
    }
  })
  .extend('signIn', ({ db, start, key }) => {
    const issuer = start()
    /** A new session and an access token of it. */
    return async (role = 'user') => {
      const { accessTokens } = (await issuer).latchkey
      const { userId, sessionId } = await insertSession(db, role)
      const claims = { sub: userId, sid: sessionId, gen: 1, role, scope: '' }
      const times = { client_id: 'first-party', auth_time: 0 }
      const token = accessTokens.sign({ ...claims, ...times }, key, LIFETIME)
      return { userId, sessionId, token }
    }
  })

const URL = 'https://auth.example.test'

async function insertSession(db: Database, role: string) {
  const [userId, sessionId] = [newId(), newId()]
  await db.insertInto('users').values({ id: userId, role }).execute()
  const expiry = sql<Date>`now() + interval '1 day'`
  await db
    .insertInto('sessions')
    .values({
      id: sessionId,
      user_id: userId,
      generation: 1,
      hash: Buffer.alloc(32),
      rotation_key_id: 'test',
      transport: 'bearer',
      client_id: 'first-party',
      role,
      idle_expires_at: expiry,
      expires_at: expiry,
      amr: ['pwd'],
    })
    .execute()
  return { userId, sessionId }
}

/** Ends a session as another process would: in the database only. */
export async function end(db: Database, sessionId: string): Promise<void> {
  await endSessions(db, { sessionId }, { reason: 'test', lifetime: LIFETIME })
}

/** What a process makes of a token: 200, or the code of the refusal. */
export async function verdictOn(app: FastifyInstance, token: string): Promise<number | string> {
  const response = await app.inject({
    url: '/whoami',
    headers: { authorization: `Bearer ${token}` },
  })
  return response.statusCode === 200 ? 200 : response.json<{ code: string }>().code
}

/** Reads the published revocations. */
export async function readFeed(app: FastifyInstance, since?: string): Promise<RevocationList> {
  const query = since === undefined ? {} : { since }
  return (await app.inject({ url: '/api/auth/revocations', query })).json()
}

/** A way of listening that can be cut, and stays cut until it is mended. */
export function cuttable(db: Database, listen: Listen | undefined) {
  let isCut = false
  const cuttableListen: Listen = async (channel, listener) => {
    if (isCut || !listen) throw new Error('cut')
    return listen(channel, listener)
  }
  return {
    listen: cuttableListen,
    async cut() {
      isCut = true
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'latchkey-listen' and datname = current_database()`.execute(db)
    },
    mend() {
      isCut = false
    },
  }
}
