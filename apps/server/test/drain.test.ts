import { Agent, request } from 'node:http'

import { listeningUrl } from '@latchkey/core'
import { createServer } from 'latchkey/server'
import { expect, test } from 'vitest'

// Guarantee: a balancer that keeps connections to a server which begins to stop gets an answer to
// what it sends on them, and learns that there will be no other.
test('a request on a kept connection is answered while the server stops', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const app = await createServer({
    database: 'memory:',
    secret: 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM',
    logger: false,
  })
  let late: Answer | undefined
  app.addHook('preClose', async () => {
    late = await get(agent, `${listeningUrl(app)}/livez`)
  })
  await app.listen({ port: 0 })
  const early = await get(agent, `${listeningUrl(app)}/livez`)

  await app.close()

  expect(early).toEqual({ status: 200, connection: 'keep-alive', isReused: false })
  expect(late).toEqual({ status: 200, connection: 'close', isReused: true })
})

interface Answer {
  readonly status: number | undefined
  readonly connection: string | undefined
  readonly isReused: boolean
}

function get(agent: Agent, url: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const outgoing = request(url, { agent }, (incoming) => {
    const { statusCode: status, headers } = incoming
    incoming.resume()
    incoming.on('end', () => {
      resolve({ status, connection: headers.connection, isReused: outgoing.reusedSocket })
    })
  })
  outgoing.on('error', reject)
  outgoing.end()
  return promise
}
