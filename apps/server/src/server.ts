import { contractScope, createClientErrorHandler, hostHeader, notFound } from '@latchkey/http'
import Fastify, { LogController, type FastifyInstance } from 'fastify'

import { latchkey, type LatchkeyOptions } from './app.ts'
import { lateChildren } from './late-logger.ts'
import { createLogger, type LoggerOptions } from './logger.ts'
import { createRequestIds } from './request-ids.ts'

/**
 * Milliseconds. Node looks for slow clients once per interval, so they hold a connection for at most
 * 10 seconds before their headers are complete, and for at most 30 before their request is.
 */
const CHECKING_INTERVAL = 1000
const HEADERS_TIMEOUT = 10_000 - CHECKING_INTERVAL
const REQUEST_TIMEOUT = 30_000 - CHECKING_INTERVAL

/** Bytes, the request line included. */
const MAX_HEADER_SIZE = 16 * 1024

export interface ServerOptions extends LatchkeyOptions {
  /** `false` writes nothing. */
  logger: LoggerOptions | false
  /** Addresses or networks whose forwarded headers are believed. Default: none. */
  trustProxy?: readonly string[]
}

/**
 * Latchkey alone on a Fastify app: every route declares who may call it, unknown paths included.
 * When it cannot start, whatever was opened for it is closed.
 */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { logger, trustProxy = [], ...own } = options
  const log = createLogger(logger)
  const app: FastifyInstance = Fastify({
    // Not `loggerInstance`: it has every request timed for lines per request, of which there are
    // none. That is 0.3 µs where all of Fastify takes 2.5.
    childLoggerFactory: lateChildren(log),
    // A line per request would cost a fifth of the throughput; what matters is logged where it happens.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: createRequestIds(),
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    requestTimeout: REQUEST_TIMEOUT,
    http: {
      headersTimeout: HEADERS_TIMEOUT,
      connectionsCheckingInterval: CHECKING_INTERVAL,
      maxHeaderSize: MAX_HEADER_SIZE,
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    // Who stops takes no new connections, but a balancer may have sent a request on one it had
    // already. It is answered, with `Connection: close`.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      void app.problems.send(error, request, reply)
    },
    clientErrorHandler: createClientErrorHandler(() => app.latchkey.publicUrl.value),
  })
  app.log = log
  // Node would answer an expectation that it does not know with an empty 417. It may be ignored as
  // well (RFC 9110, section 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  try {
    await app.register(hostHeader)
    await app.register(notFound)
    await app.register(contractScope)
    await app.register(latchkey, own)
    return app
  } catch (error) {
    await app.close()
    throw error
  }
}
