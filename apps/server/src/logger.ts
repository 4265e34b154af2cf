import type { FastifyRequest, FastifyServerOptions } from 'fastify'

import type { Config } from './config.ts'

/**
 * Structured lines, without a line per request. Neither headers nor bodies nor queries are logged,
 * because that is where secrets travel; what a careless line names after all is blanked.
 */
export function loggerOptions({ logLevel }: Pick<Config, 'logLevel'>): LoggerOptions {
  return {
    level: logLevel,
    serializers: {
      req: (request: FastifyRequest) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?', 1)[0],
        ip: request.ip,
      }),
    },
    redact: {
      paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  }
}

type LoggerOptions = Exclude<FastifyServerOptions['logger'], boolean | undefined>

const SECRETS = [
  'password',
  'currentPassword',
  'newPassword',
  'accessToken',
  'refreshToken',
  'deviceToken',
  'apiKey',
  'token',
  'secret',
  'authorization',
  'cookie',
  '["x-api-key"]',
  '["set-cookie"]',
]
