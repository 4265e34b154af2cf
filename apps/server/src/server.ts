import { randomUUID } from 'node:crypto'

import { contractScope, createClientErrorHandler, notFound } from '@latchkey/http'
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'

import { latchkey, type LatchkeyOptions } from './app.ts'

/** Milliseconds. A client that is slower than this holds no connection. */
const HEADERS_TIMEOUT = 10_000
const REQUEST_TIMEOUT = 30_000

/** Bytes, the request line included. */
const MAX_HEADER_SIZE = 16 * 1024

export interface ServerOptions extends LatchkeyOptions {
  logger: NonNullable<FastifyServerOptions['logger']>
  /** Addresses or networks whose forwarded headers are believed. Default: none. */
  trustProxy?: readonly string[]
}

/** Latchkey alone on a Fastify app: every route declares who may call it, unknown paths included. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { logger, trustProxy = [] } = options
  const app: FastifyInstance = Fastify({
    logger,
    // A line per request would cost a fifth of the throughput; what matters is logged where it happens.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    requestTimeout: REQUEST_TIMEOUT,
    http: { headersTimeout: HEADERS_TIMEOUT, maxHeaderSize: MAX_HEADER_SIZE },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => app.problems.send(error, request, reply),
    clientErrorHandler: createClientErrorHandler(() => app.latchkey.publicUrl.value),
  })
  await app.register(notFound)
  await app.register(contractScope)
  await app.register(latchkey, options)
  return app
}
