import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Of `/proc/<pid>/stat`, per second; every Linux that Node runs on has this one. */
const TICKS = 100

/** Seconds of processor time that a process has used so far; undefined where nobody can tell. */
export function processorTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, which is in parentheses, may contain anything. Fields 14 and 15 of proc_pid_stat(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  } catch {
    return undefined
  }
}

/** Megabytes of memory that a process has now, or, on Linux, the most it ever had. */
export function residentMemory(pid: number, most: boolean): number {
  return (byKernel(pid, most) ?? byCommand(pid)) * KIBIBYTE
}

const KIBIBYTE = 1024 / 1_000_000

function byKernel(pid: number, most: boolean): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const [, kibibytes] = (most ? /^VmHWM:\s+(\d+)/m : /^VmRSS:\s+(\d+)/m).exec(status) ?? []
    return kibibytes === undefined ? undefined : Number(kibibytes)
  } catch {
    return undefined
  }
}

function byCommand(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]))
}
