import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Command } from './cores.ts'

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** A process that is told things and answers, one line of JSON each. */
export interface Child extends AsyncDisposable {
  readonly pid: number
  /** The next line that it writes and `isWanted`; what comes before is skipped. */
  read<T>(isWanted?: (line: string) => boolean): Promise<T>
  /** Sends a line and waits for the answer. One at a time. */
  ask<T>(message: unknown): Promise<T>
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>
}

/** What the environment of a benchmark passes on: nothing that could change what is measured. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot']

/** Starts a process. Its errors go to the terminal. */
export function startChild([file, ...args]: Command, options: ChildOptions = {}): Child {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...Object.fromEntries(kept), ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  async function read<T>(isWanted: (line: string) => boolean = () => true): Promise<T> {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${file} ${args.join(' ')} ended`)
      if (isWanted(value)) return JSON.parse(value)
    }
  }

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill()
    await ended
  }

  return {
    pid: child.pid ?? 0,
    read,
    ask(message) {
      child.stdin.write(`${JSON.stringify(message)}\n`)
      return read()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The command that runs a file of ours with the Node, and the conditions, of this process. */
export function nodeCommand(file: URL, ...args: string[]): Command {
  return [process.execPath, ...process.execArgv, fileURLToPath(file), ...args]
}
