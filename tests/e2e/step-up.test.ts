import { createAuth, type AuthOptions } from '@latchkey/sdk'
import { databaseTest, inProcessFetch } from '@latchkey/testing'
import Fastify from 'fastify'
import { latchkey, recent, userOf } from 'latchkey'
import { expect } from 'vitest'

import { age } from '../ageing.ts'
import { PASSWORD, PUBLIC_URL, SECRET } from '../harness.ts'

/** An application that has Latchkey in it, and something that is worth more than a session. */
const test = databaseTest
  .extend('host', async ({ postgresUrl: database }, { onCleanup }) => {
    const app = Fastify()
    onCleanup(() => app.close())
    await app.register(latchkey, { database, secret: SECRET, publicUrl: PUBLIC_URL, bcryptCost: 4 })
    app.get('/vault', { security: recent }, async (request) => ({ owner: await userOf(request) }))
    return app
  })
  .extend('connect', ({ host }) => {
    /** A client whose user signed in eleven minutes ago. */
    return async (options: Partial<AuthOptions>) => {
      let ahead = 0
      const auth = createAuth({
        baseUrl: PUBLIC_URL,
        fetch: inProcessFetch(host),
        now: () => Date.now() + ahead,
        ...options,
      })
      const { session } = await auth.signUp({ username: 'ada', password: PASSWORD })
      await age(host.latchkey.db, session.id, 11 * 60)
      // The next access token says so: it states when the user signed in.
      ahead = 20 * 60_000
      await auth.getAccessToken()
      return auth
    }
  })

// Guarantee: a host protects a route with one word, and its users are asked for their password.
test('61: a route of a host that wants a recent sign-in is reached by proving it', async ({
  connect,
}) => {
  const asked: (number | undefined)[] = []
  const auth = await connect({
    onReauthenticate: async ({ problem }) => {
      asked.push(problem?.maxAge)
      await auth.reauthenticate({ password: PASSWORD })
    },
  })

  const together = await Promise.all([auth.fetch('/vault'), auth.fetch('/vault')])
  const afterwards = await auth.fetch('/vault')

  expect([...together, afterwards].map(({ status }) => status)).toEqual([200, 200, 200])
  expect((await afterwards.json()).owner.username).toBe('ada')
  expect(asked).toEqual([600])
})

test('61: without the proof it is refused, and the session goes on', async ({ connect }) => {
  const auth = await connect({})

  const refused = await auth.fetch('/vault')

  expect(await refused.json()).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED', maxAge: 600 })
  expect((await auth.me.get()).username).toBe('ada')
})
