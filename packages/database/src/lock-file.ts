import { randomUUID } from 'node:crypto'
import { link, open, readFile } from 'node:fs/promises'

import { processMark } from './process-mark.ts'

/** The content of a lock file: a process, and where it takes commands. */
export interface LockRecord {
  /** Unique for every attempt to take a lock. */
  readonly id: string
  readonly pid: number
  /** Tells the process from a later one with the same id. */
  readonly startedAt: string
  /** Path of the control socket. */
  readonly socket: string
}

/** A record of this process. */
export async function newRecord(socket: string): Promise<LockRecord> {
  return { id: randomUUID(), pid: process.pid, startedAt: await processMark(process.pid), socket }
}

/** Writes a file that is complete, on the disk and readable by its owner only. */
export async function writeRecord(path: string, record: LockRecord): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(record)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * @returns `undefined` when there is no such file.
 * @throws {Error} when the file is something else. Nobody can tell whether its owner lives.
 */
export async function readRecord(path: string): Promise<LockRecord | undefined> {
  const text = await unless('ENOENT', readFile(path, 'utf8'))
  if (text === undefined) return undefined
  try {
    const record: unknown = JSON.parse(text)
    if (isRecord(record)) return record
  } catch {
    // Told below.
  }
  throw new Error(`${path} is not a lock of Latchkey. Delete it if no server uses this folder.`)
}

/** Gives a file a second name; `false` when that name is taken. */
export async function linkIfFree(path: string, name: string): Promise<boolean> {
  const taken = Symbol('taken')
  return (await unless('EEXIST', link(path, name), taken)) !== taken
}

async function unless<T, U = undefined>(code: string, work: Promise<T>, otherwise?: U) {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return otherwise
    throw error
  }
}

function isRecord(value: unknown): value is LockRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    /^[\da-f-]{36}$/.test(value.id) &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    Number.isSafeInteger(value.pid) &&
    value.pid > 0 &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    'socket' in value &&
    typeof value.socket === 'string'
  )
}
