import { createServer } from 'latchkey/server'
import { Pool, type PoolClient } from 'pg'

import { PUBLIC_URL, SECRET, test as base } from '../harness.ts'

/** What a connection was told to run. */
interface Statement {
  readonly client: PoolClient
  readonly text: string
  /** Under which it is prepared, once for each connection. */
  readonly name: string | undefined
}

/** The whole server on a pool whose every statement, `begin` and `commit` included, is recorded. */
export const test = base
  .extend('statements', (): Statement[] => [])
  .extend('pool', async ({ postgresUrl, statements }, { onCleanup }) => {
    const pool = new Pool({ connectionString: postgresUrl })
    pool.on('connect', (client) => record(client, statements))
    onCleanup(() => pool.end())
    return pool
  })
  .override('app', async ({ pool, clock }, { onCleanup }) => {
    const app = await createServer({
      database: pool,
      secret: SECRET,
      publicUrl: PUBLIC_URL,
      clock,
      bcryptCost: 4,
      logger: false,
    })
    onCleanup(() => app.close())
    return app
  })
  .extend('statementsOf', ({ statements }) => {
    /** What `work` runs, on whatever connection; what is heard on a connection of its own is not. */
    return async (work: () => Promise<unknown>): Promise<Statement[]> => {
      const before = statements.length
      await work()
      const listening = new Set(
        statements.filter(({ text }) => text.startsWith('listen ')).map(({ client }) => client),
      )
      return statements.slice(before).filter(({ client }) => !listening.has(client))
    }
  })

function record(client: PoolClient, statements: Statement[]): void {
  client.query = new Proxy(client.query, {
    apply(query, self, args: [string | { text: string; name?: string }]) {
      const [first] = args
      const { text, name } = typeof first === 'string' ? { text: first } : first
      statements.push({ client, text, name })
      return Reflect.apply(query, self, args)
    },
  })
}
