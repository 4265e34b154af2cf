import type { FastifyReply, FastifyRequest } from 'fastify'
import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino'

export interface LoggerOptions {
  /** The least important level that is written. */
  readonly level: LevelWithSilent
  /** Where lines go. Default: the standard output. */
  readonly stream?: DestinationStream
}

/** A message that is not written, for lines of libraries that cannot be turned off. */
export const SAYS_NOTHING = ''

/**
 * Structured lines, without a line per request. Neither headers nor bodies nor queries are logged,
 * because that is where secrets travel; what a careless line names after all is blanked.
 */
export function createLogger(options: LoggerOptions | false): Logger {
  const { level, stream }: LoggerOptions = options || { level: 'silent' }
  return pino(
    {
      level,
      serializers: {
        req: (request: FastifyRequest) => ({
          id: request.id,
          method: request.method,
          path: request.url.split('?', 1)[0],
          ip: request.ip,
        }),
        res: ({ statusCode }: FastifyReply) => ({ statusCode }),
      },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[redacted]',
      },
      hooks: {
        logMethod(line, write) {
          if (line[0] !== SAYS_NOTHING) write.apply(this, line)
        },
      },
    },
    stream,
  )
}

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
