import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { onTestFinished } from 'vitest'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  /** Where it runs: relative paths and `.env` are looked up there. */
  cwd: string
  env?: Readonly<Record<string, string>>
  /** Runs it as a child of a shell, as npm does. */
  shell?: boolean
  /** When it is killed if it still runs. Default: after the test. */
  onCleanup?: (kill: () => void) => void
}

export interface RunningServer {
  readonly cwd: string
  readonly url: string
  readonly pid: number
  readonly ended: Promise<Ended>
  /** What it has written so far. */
  readonly output: () => { stdout: string; stderr: string }
  /** Sends the signal and waits for the end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>
}

export interface Command {
  /** Runs it in a process of its own, with no variables but the given ones, to its end. */
  run(args: readonly string[], options: CommandOptions): Promise<Ended>
  /** Starts a server on a free port and waits until it listens. */
  startServer(options: CommandOptions): Promise<RunningServer>
}

/** @param main path of the file that is the command */
export function createCommand(main: string): Command {
  return {
    run: (args, options) => start(main, args, options).ended,
    async startServer({ env, ...options }) {
      const variables = { PORT: '0', BCRYPT_COST: '4', ...env }
      const server = start(main, ['serve'], { ...options, env: variables })
      const url = await server.listening
      return {
        cwd: options.cwd,
        url,
        pid: server.child.pid ?? 0,
        ended: server.ended,
        output: server.output,
        async stop(signal = 'SIGTERM') {
          server.child.kill(signal)
          return server.ended
        },
      }
    },
  }
}

function start(main: string, args: readonly string[], options: CommandOptions) {
  const { cwd, env, shell = false, onCleanup = onTestFinished } = options
  const command = [process.execPath, '--conditions=@latchkey/source', main, ...args]
  const [file = '', ...rest] = shell ? ['/bin/sh', '-c', `${command.join(' ')}; exit $?`] : command
  const child = spawn(file, rest, {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onCleanup(() => {
    child.kill('SIGKILL')
  })

  let stdout = ''
  let stderr = ''
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>()
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    const [, url] = /"msg":"listening","url":"([^"]+)"/.exec(stdout) ?? []
    if (url !== undefined) resolve(url)
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const ended = once(child, 'close').then((): Ended => ({ code: child.exitCode, stdout, stderr }))
  void ended.then(() => reject(new Error(`The server ended before it listened:\n${stderr}`)))
  // Commands do not listen, and nobody waits for it.
  listening.catch(() => undefined)
  return { child, ended, listening, output: () => ({ stdout, stderr }) }
}
