import { operations, type AuthResult, type TokenResult } from '@latchkey/contracts'
import { openDatabase } from '@latchkey/database'
import { checkAgainstContracts, databaseTest, fakeClock } from '@latchkey/testing'
import { createServer, type ServerOptions } from 'latchkey/server'

export const PUBLIC_URL = 'https://auth.example.test'
export const SECRET = 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM'
export const PASSWORD = 'violet harbour 1897'

/** Changes of the options for the tests of a file: `test.override('options', { … })`. */
type Options = Partial<Omit<ServerOptions, 'database'>>

/** The whole server on a PostgreSQL database of its own. Every answer is held against its contract. */
export const test = databaseTest
  .extend('options', (): Options => ({}))
  .extend('clock', () => fakeClock(Date.now()))
  .extend('database', async ({ postgresUrl }, { onCleanup }) => {
    const database = await openDatabase({
      url: postgresUrl,
      dataDir: '',
      // Tests run beside each other on a busy machine.
      queryTimeout: 20_000,
      onError: () => undefined,
    })
    onCleanup(() => database.close())
    return database
  })
  .extend('db', ({ database }) => database.db)
  .extend('start', ({ database, clock, options }) => {
    /** One more process on the database. */
    return () =>
      createServer({
        database,
        secret: SECRET,
        publicUrl: PUBLIC_URL,
        clock,
        bcryptCost: 4,
        logger: false,
        ...options,
      })
  })
  .extend('app', async ({ start }, { onCleanup }) => {
    const app = await start()
    const verdict = checkAgainstContracts(app, operations)
    onCleanup(async () => {
      await app.close()
      verdict()
    })
    return app
  })
  .extend('elsewhere', async ({ start }, { onCleanup }) => {
    /** Another process on the same database, which hears what others revoke. */
    const app = await start()
    onCleanup(() => app.close())
    return app
  })
  .extend('call', ({ app }) => {
    /** Sends JSON in process; `token` goes into `Authorization`. */
    return async (method: Method, url: string, { body, token, headers }: CallOptions = {}) =>
      app.inject({
        method,
        url,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
  })
  .extend('signUp', ({ call }) => {
    let count = 0
    /** A new user who is signed in. */
    return async (registration: Record<string, unknown> = {}): Promise<AuthResult> => {
      count += 1
      const response = await call('POST', '/api/auth/register', {
        body: { email: `person-${count}@example.test`, password: PASSWORD, ...registration },
      })
      if (response.statusCode !== 201) throw new Error(response.body)
      return response.json()
    }
  })
  .extend('signUpAdmin', ({ app, call, signUp }) => {
    /** A new administrator who is signed in. */
    return async (registration: Record<string, unknown> = {}): Promise<AuthResult> => {
      const { refreshToken, ...account } = await signUp(registration)
      const user = await app.admin.users.update(account.user.id, { role: 'admin' })
      const renewed = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
      return { ...account, ...renewed.json<TokenResult>(), user }
    }
  })

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'

export interface CallOptions {
  /** A string is sent as it is. */
  body?: unknown
  token?: string
  headers?: Record<string, string>
}
