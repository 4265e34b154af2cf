import { createSecretUses } from '@latchkey/auth'
import { listeningUrl } from '@latchkey/core'
import { openDatabase, type OpenedDatabase } from '@latchkey/database'
import type { FastifyInstance } from 'fastify'

import { banner } from './banner.ts'
import type { DatabaseContext } from './cli/command.ts'
import { runDatabaseCommand } from './cli/database-commands.ts'
import { checkAddress } from './check-address.ts'
import { loadConfig, type Config } from './config.ts'
import { openControlSocket, type ControlSocket } from './control.ts'
import { describeError } from './describe-error.ts'
import type { Environment } from './environment.ts'
import { SAYS_NOTHING } from './logger.ts'
import { settingsWarnings } from './production-rules.ts'
import { createServer } from './server.ts'
import { serverOptions } from './server-options.ts'
import { stopSignal } from './stop-signal.ts'

/** How often connections whose request was answered are closed while stopping, in milliseconds. */
const RELEASE_INTERVAL = 50
/** In-flight requests get this long, in milliseconds; then their connections are cut. */
const DRAIN_TIME = 8000
/** The process ends by then whatever happens, in milliseconds. */
const STOP_TIME = 9500

/**
 * Runs the server until SIGTERM or SIGINT: requests in flight are answered, then the database is
 * closed and its folder is free for the next process.
 *
 * @returns the exit code
 * @throws when it cannot start: settings, database, address
 */
export async function serve(environment: Environment): Promise<number> {
  const stopped = stopSignal(environment.values)
  const config = loadConfig(environment)
  const { host, port } = config
  // The embedded database takes seconds to open, which a port that is taken is not worth.
  await checkAddress(host, port)
  let report = reportEarly
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    onError: (error) => report(error),
  })
  let app: FastifyInstance | undefined
  let control: ControlSocket | undefined
  try {
    app = await createServer(serverOptions(config, database))
    const { log } = app
    report = (err) => log.error({ err }, 'database connection')
    process.on('uncaughtException', (err) => {
      log.fatal({ err }, 'unexpected error')
      process.exit(1)
    })
    for (const warning of settingsWarnings(config)) log.warn(warning)
    // Fastify would log each address in words, beside the line of `announce`.
    await app.listen({ host, port, listenTextResolver: () => SAYS_NOTHING })
    control = await openControl(app, database, config)
    announce(listeningUrl(app), config)
    log.info({ reason: await stopped }, 'stopping')
  } finally {
    await stop(app, control, database)
  }
  return 0
}

function reportEarly(error: Error): void {
  console.error(describeError(error))
}

/** Commands of this machine reach the embedded database through the process that holds it. */
async function openControl(
  { log, admin, auth, latchkey }: FastifyInstance,
  { db, controlSocket }: OpenedDatabase,
  { refreshRecoveryWindow: recoveryWindow }: Config,
): Promise<ControlSocket | undefined> {
  if (controlSocket === undefined) return undefined
  const context: DatabaseContext = {
    db,
    users: () => admin.users,
    keys: () => auth.keyRotation,
    secrets: () => createSecretUses({ db, keyring: latchkey.keyring, recoveryWindow }),
  }
  try {
    return await openControlSocket(controlSocket, ({ command, args }, output) =>
      runDatabaseCommand(context, command, args, output),
    )
  } catch (err) {
    log.warn({ err }, 'no control socket: commands that need the database will not work')
    return undefined
  }
}

/** Scripts read the address from this line, so it is written at any log level. */
function announce(url: string, settings: Config): void {
  const line = { level: 30, time: Date.now(), pid: process.pid, msg: 'listening', url }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  if (settings.environment === 'development' || process.stderr.isTTY) {
    process.stderr.write(`${banner(url, settings)}\n`)
  }
}

async function stop(
  app: FastifyInstance | undefined,
  control: ControlSocket | undefined,
  database: OpenedDatabase,
): Promise<void> {
  // A connection that was in use when the server began to close would be kept for the next request.
  const release = setInterval(() => app?.server.closeIdleConnections(), RELEASE_INTERVAL)
  const cut = setTimeout(() => app?.server.closeAllConnections(), DRAIN_TIME)
  const giveUp = setTimeout(() => process.exit(1), STOP_TIME)
  try {
    await control?.close()
    await app?.close()
  } finally {
    await database.close()
    clearInterval(release)
    clearTimeout(cut)
    clearTimeout(giveUp)
  }
}
