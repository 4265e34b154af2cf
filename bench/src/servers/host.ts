import { randomBytes, randomUUID } from 'node:crypto'

import { session, sessionOf } from 'latchkey'
import { createServer } from 'latchkey/server'

import { questions, tell } from '../parent.ts'

/**
 * The product with one more route, as an application adds it: protected, and answering what the bare
 * server answers. Asked for a number of access tokens, it makes as many, each of a session of its own.
 */
const app = await createServer({
  database: process.env['DATABASE_URL'] ?? 'memory:',
  secret: randomBytes(32).toString('base64url'),
  publicUrl: 'http://127.0.0.1:3000',
  logger: { level: 'warn' },
})

app.route({
  method: 'GET',
  url: '/hello',
  security: session,
  schema: {
    response: {
      200: {
        type: 'object',
        properties: { userId: { type: 'string' }, role: { type: 'string' } },
        required: ['userId', 'role'],
      },
    },
  },
  handler: async (request) => {
    const { userId, role } = sessionOf(request)
    return { userId, role }
  },
})

await app.listen({ host: '127.0.0.1', port: 0 })
tell({ url: app.listeningOrigin })
for await (const count of questions()) {
  tell(Array.from({ length: Number(count) }, newToken))
}

function newToken(): string {
  const { latchkey, auth } = app
  const claims = {
    sub: randomUUID(),
    sid: randomUUID(),
    gen: 1,
    role: 'user',
    scope: '',
    client_id: 'first-party',
    auth_time: Math.floor(Date.now() / 1000),
  }
  return latchkey.accessTokens.sign(claims, auth.signingKeys.current(), 3600)
}
