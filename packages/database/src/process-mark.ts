import { readFile } from 'node:fs/promises'

/**
 * What tells a process from a later one with the same id: on Linux the boot it belongs to and the
 * clock tick it started at. Elsewhere empty, and then a process counts as running as long as any
 * process has its id.
 */
export async function processMark(pid: number): Promise<string> {
  return (await findMark(pid)) ?? ''
}

/** Whether the process that once had this id and mark is still running. */
export async function isRunning(pid: number, mark: string): Promise<boolean> {
  const found = await findMark(pid)
  if (found === undefined) return hasProcess(pid)
  return found !== ENDED && found === mark
}

/** `undefined` when there is no such process, or the system does not say. */
async function findMark(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    // The second field is a name in parentheses, which may contain anything.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A process that has ended stays in the table until its parent takes note.
    return state === 'Z' || state === 'X' ? ENDED : `${boot.trim()}:${rest[STARTED]}`
  } catch {
    return undefined
  }
}

const ENDED = 'ended'

// Field 22 of proc_pid_stat(5), counted from the one behind the state.
const STARTED = 18

function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
