import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

export type Command = readonly [string, ...string[]]

/** Turns a command into one that runs on certain cores. */
export type Place = (command: Command) => Command

export interface Cores {
  /** Whether servers are kept apart from what loads them. Otherwise the system places everything. */
  readonly pinned: boolean
  /** Where nothing else runs. */
  readonly onServerCore: Place
  /** As without us. */
  readonly onAnyCore: Place
}

/**
 * Gives servers a core of their own and moves this process to the others; what it starts, the
 * database and the load, stays there. Needs `taskset`, which is part of Linux distributions, and two
 * cores.
 */
export function divideCores(): Cores {
  const last = availableParallelism() - 1
  const others = last === 1 ? '1' : `1-${last}`
  const move = ['--all-tasks', '--cpu-list', '--pid', others, String(process.pid)]
  if (last < 1 || spawnSync('taskset', move).status !== 0) {
    return { pinned: false, onServerCore: (command) => command, onAnyCore: (command) => command }
  }
  return { pinned: true, onServerCore: on('0'), onAnyCore: on(`0-${last}`) }
}

function on(cores: string): Place {
  return (command) => ['taskset', '--cpu-list', cores, ...command]
}
