import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

export type Command = readonly [string, ...string[]]

export interface Cores {
  /** Whether the two sides are kept apart. Otherwise the system places everything. */
  readonly pinned: boolean
  /** The command that starts `command` on the core of the server. */
  onServerCore(command: Command): Command
}

/**
 * Gives the server a core of its own and moves this process to the others; what it starts, the
 * database and the load, stays there. Needs `taskset`, which is part of Linux distributions, and two
 * cores.
 */
export function divideCores(): Cores {
  const others = availableParallelism() - 1
  const range = others === 1 ? '1' : `1-${others}`
  const move = ['--all-tasks', '--cpu-list', '--pid', range, String(process.pid)]
  if (others < 1 || spawnSync('taskset', move).status !== 0) {
    return { pinned: false, onServerCore: (command) => command }
  }
  return {
    pinned: true,
    onServerCore: (command) => ['taskset', '--cpu-list', '0', ...command],
  }
}
