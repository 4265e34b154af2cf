import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'

import { listeningUrl } from '@latchkey/core'
import {
  createCommand,
  databaseTest as test,
  temporaryFolder,
  type RunningServer,
} from '@latchkey/testing'
import { createServer } from 'latchkey/server'
import { expect, onTestFinished } from 'vitest'

import { SECRET } from '../harness.ts'

const { startServer } = createCommand(join(import.meta.dirname, '../../apps/server/src/main.ts'))

test('110 SIGTERM lets a request in flight finish, takes no new one, and ends the process', async ({
  postgresUrl,
}) => {
  const server = await start(postgresUrl)
  const inFlight = await beginRequest(server)

  const ended = server.stop('SIGTERM')
  const knock = () => fetch(`${server.url}/livez`).then(String, () => 'refused')
  await expect.poll(knock).toBe('refused')

  expect(await inFlight.finish()).toContain('HTTP/1.1 201 Created')
  expect((await ended).code).toBe(0)
})

// Guarantee: nobody keeps a server from stopping in time: it gives up before 10 seconds are over, with
// exit code 1, and does not even need to.
test('110 a request that does not finish is cut, and the process ends all the same', async ({
  postgresUrl,
}) => {
  const server = await start(postgresUrl)
  const inFlight = await beginRequest(server)

  const { code } = await server.stop('SIGTERM')

  expect(code).toBe(0)
  expect(await inFlight.closed).not.toContain('HTTP/1.1 2')
})

test('110 a second signal ends the process although a request is in flight', async ({
  postgresUrl,
}) => {
  const server = await start(postgresUrl)
  await beginRequest(server)

  const impatience = setInterval(() => void server.stop('SIGTERM'), 100)
  onTestFinished(() => clearInterval(impatience))

  expect((await server.ended).code).toBe(143)
})

// Guarantee: a balancer that keeps connections to a server which begins to stop gets an answer to
// what it sends on them, and learns that there will be no other.
test('110 a request on a kept connection is answered while the server stops', async ({
  postgresUrl,
}) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const app = await createServer({ database: postgresUrl, secret: SECRET, logger: false })
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

function start(databaseUrl: string): Promise<RunningServer> {
  return startServer({ cwd: temporaryFolder(), env: { DATABASE_URL: databaseUrl } })
}

const body = '{"username":"ada","password":"slow green tram 7"}'

/** Sends a request without the end of its body, so that it stays in flight. */
async function beginRequest(server: RunningServer) {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk
  })
  const closed = once(socket, 'close').then(() => answer)
  await once(socket, 'connect')
  socket.write(
    [
      'POST /api/auth/register HTTP/1.1',
      'host: 127.0.0.1',
      'content-type: application/json',
      `content-length: ${body.length}`,
      'expect: 100-continue',
      '',
      '',
    ].join('\r\n'),
  )
  await expect.poll(() => answer).toContain('100 Continue')
  return {
    closed,
    async finish() {
      socket.write(body)
      return closed
    },
  }
}

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
