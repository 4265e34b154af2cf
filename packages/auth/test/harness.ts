import { auth, type AuthOptions } from '@latchkey/auth'
import { operations, type AuthResult, type TokenResult } from '@latchkey/contracts'
import { core, createKeyring, type CoreOptions } from '@latchkey/core'
import { openDatabase } from '@latchkey/database'
import { checkAgainstContracts, databaseTest, fakeClock } from '@latchkey/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'

export const PUBLIC_URL = 'https://auth.example.test'
export const SECRET = 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM'
export const NEW_SECRET = 'uE6nQ0wYb2KtR8hVzM4dXfS1jLc7PaG9oTiNyCsBkJU'
export const PASSWORD = 'violet harbour 1897'

type Secrets = [string, ...string[]]
type Options = AuthOptions & Pick<CoreOptions, 'accessTokenLifetime'>

/**
 * The plugin on nothing but core, with a PostgreSQL database of its own. Every answer is held
 * against its contract. `options` are those of the plugin, and the lifetime of access tokens:
 * `test.override('options', { … })`.
 */
export const test = databaseTest
  .extend('options', (): Options => ({}))
  .extend('clock', () => fakeClock(Date.now()))
  .extend('db', async ({ postgresUrl }, { onCleanup }) => {
    const { db, close } = await openDatabase({
      url: postgresUrl,
      dataDir: '',
      onError: () => undefined,
    })
    onCleanup(close)
    return db
  })
  .extend('start', ({ db, clock, options }, { onCleanup }) => {
    const closers: (() => Promise<void>)[] = []
    onCleanup(async () => {
      for (const close of closers) await close()
    })
    /** One more process on the same database. */
    return async (...secrets: Secrets): Promise<FastifyInstance> => {
      const { accessTokenLifetime, ...authOptions } = options
      const app = Fastify()
      const verdict = checkAgainstContracts(app, operations)
      closers.push(async () => {
        await app.close()
        verdict()
      })
      const keyring = createKeyring(secrets)
      await app.register(core, {
        database: db,
        keyring,
        publicUrl: PUBLIC_URL,
        clock,
        accessTokenLifetime,
      })
      await app.register(auth, { bcryptCost: 4, ...authOptions })
      return app
    }
  })
  .extend('app', ({ start }) => start(SECRET))
  .extend('call', ({ app }) => callOf(app))
  .extend('signUp', ({ call }) => {
    let count = 0
    /** A new user who is signed in. */
    return async (registration: Record<string, unknown> = {}): Promise<AuthResult> => {
      count += 1
      const body = { email: `person-${count}@example.test`, password: PASSWORD, ...registration }
      const response = await call('POST', '/api/auth/register', { body })
      if (response.statusCode !== 201) throw new Error(response.body)
      return response.json()
    }
  })
  .extend('refresh', ({ call }) => refreshWith(call))
  .extend('age', ({ db }) => {
    /** Makes everything that is stored about a session happen `seconds` earlier. */
    return async (sessionId: string, seconds: number): Promise<void> => {
      const earlier = (column: string) =>
        sql<Date>`${sql.ref(column)} - make_interval(secs => ${seconds})`
      await db
        .updateTable('sessions')
        .set({
          created_at: earlier('created_at'),
          authenticated_at: earlier('authenticated_at'),
          last_used_at: earlier('last_used_at'),
          rotated_at: earlier('rotated_at'),
          idle_expires_at: earlier('idle_expires_at'),
          expires_at: earlier('expires_at'),
        })
        .where('id', '=', sessionId)
        .execute()
    }
  })

export type Call = ReturnType<typeof callOf>

/** Sends JSON to `app`, in process; `token` goes into `Authorization`. */
export function callOf(app: FastifyInstance) {
  return async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    { body, token }: { body?: object; token?: string } = {},
  ) =>
    app.inject({
      method,
      url,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      ...(body && { payload: body }),
    })
}

/** What a refresh comes to: the new tokens, or the code of the refusal. */
export function refreshWith(call: Call) {
  return async (refreshToken: string): Promise<Refreshed> => {
    const response = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    const { statusCode: status } = response
    if (status === 200) return { ...response.json<TokenResult>(), status, code: undefined }
    return { ...NOTHING, status, code: response.json<{ code: string }>().code }
  }
}

interface Refreshed extends TokenResult {
  status: number
  /** `undefined` when there are tokens. */
  code: string | undefined
}

const NOTHING: TokenResult = {
  accessToken: '',
  refreshToken: '',
  tokenType: 'Bearer',
  expiresIn: 0,
  session: { id: '', expiresAt: '', generation: 0 },
}
