import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'

/** What stands before several servers: each request goes to the next one. */
export interface Balancer extends AsyncDisposable {
  readonly url: string
  /** How often a server took no connection, and the next one was asked. */
  refusals(): number
  /** How often a connection broke before any answer came, and the next server was asked. */
  breaks(): number
}

interface Target {
  readonly url: string
}

export interface BalancerOptions {
  /** Read at every request. */
  servers: readonly Target[]
  /** Use connections to the servers for more than one request. */
  keepAlive: boolean
}

/**
 * Asks the next server when a connection is refused, or ends without a word: it may have been made,
 * or used again, at the moment at which the server closed it. What is sent here may be repeated.
 */
export async function openBalancer({ servers, keepAlive }: BalancerOptions): Promise<Balancer> {
  const agent = new Agent({ keepAlive })
  let turn = 0
  let refusals = 0
  let breaks = 0

  function pass(
    incoming: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    order: Target[],
  ) {
    const [first, ...others] = order
    const target = new URL(incoming.url ?? '/', first?.url)
    const { method, headers } = incoming
    const { connection: _hop, ...rest } = headers
    const outgoing = request(target, { agent, method, headers: rest }, (answer) => {
      const { connection: _hop, 'keep-alive': _time, ...passed } = answer.headers
      response.writeHead(answer.statusCode ?? 502, passed)
      answer.pipe(response)
    })
    outgoing.on('error', (error) => {
      if (response.headersSent) {
        response.destroy()
      } else if (others.length === 0) {
        response.writeHead(502).end(JSON.stringify({ code: error.message }))
      } else {
        if ('code' in error && error.code === 'ECONNREFUSED') refusals += 1
        else breaks += 1
        pass(incoming, response, body, others)
      }
    })
    outgoing.end(body)
  }

  const proxy = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      turn += 1
      const at = turn % servers.length
      const order = [...servers.slice(at), ...servers.slice(0, at)]
      pass(incoming, response, Buffer.concat(chunks), order)
    })
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  proxy.listen(0, '127.0.0.1', resolve)
  await listening
  const address = proxy.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    refusals: () => refusals,
    breaks: () => breaks,
    async [Symbol.asyncDispose]() {
      agent.destroy()
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}
