import { mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { chooseSocket, dropSocketFolder } from './control-socket.ts'
import { linkIfFree, newRecord, readRecord, writeRecord, type LockRecord } from './lock-file.ts'
import { isRunning } from './process-mark.ts'

/** The right to open the embedded database of a folder, which one process has at a time. */
export interface DataLock {
  /** Where to take commands from other processes: a path nothing listens on yet. */
  readonly socket: string
  /** Gives the right back. It is also lost when the process ends in whatever way. */
  release(): Promise<void>
}

/** The process that has a folder open. */
export interface DataLockOwner {
  readonly pid: number
  readonly startedAt: string
  /** Where it takes commands. */
  readonly socket: string
}

export class DataDirLockedError extends Error {
  override readonly name = 'DataDirLockedError'
  /** The process that has the folder open. */
  readonly pid: number

  constructor(folder: string, pid: number) {
    super(
      `${folder} is in use by process ${pid}. Stop that process first, set DATA_DIR to another ` +
        'folder, or set DATABASE_URL to a PostgreSQL server, which several processes can share.',
    )
    this.pid = pid
  }
}

/**
 * Makes this process the only one that may open the embedded database in `dataDir`, which is
 * created for its owner only when it is missing. A lock whose process has ended is taken over.
 *
 * The folder must not be shared between machines or containers: process ids mean nothing there.
 *
 * How it works. The file `lock` is the head of a list of records, each made complete before it
 * appears. The record behind the one with id X is the file `lock.X`; the last one owns the folder.
 * Records are appended by giving the finished file its second name, which exactly one process
 * achieves, and only behind a process that has ended. The new owner makes itself the head and
 * removes the rest of the list. A slow process may have read the old list before and append to what
 * is no longer there; therefore everybody looks at the head once more after appending. A head never
 * comes back, so if it is the one he started from, nobody can have taken over in between.
 *
 * @throws {DataDirLockedError} when a running process has it.
 */
export async function acquireDataLock(dataDir: string): Promise<DataLock> {
  const folder = resolve(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const record = await newRecord(await chooseSocket(folder))
  const draft = join(folder, `lock-draft.${record.id}`)
  try {
    await writeRecord(draft, record)
    // Whenever somebody else was faster, look again.
    while (!(await appendRecord(folder, draft)));
  } catch (error) {
    await dropSocketFolder(folder, record.socket)
    throw error
  } finally {
    await rm(draft, { force: true })
  }
  // A process that was killed leaves its socket behind.
  await rm(record.socket, { force: true })
  return { socket: record.socket, release: () => release(folder, record) }
}

/** The running process that has the embedded database in `dataDir` open, if any. */
export async function readDataLock(dataDir: string): Promise<DataLockOwner | undefined> {
  const last = (await readList(resolve(dataDir))).at(-1)
  if (!last || !(await isRunning(last.pid, last.startedAt))) return undefined
  return { pid: last.pid, startedAt: last.startedAt, socket: last.socket }
}

async function release(folder: string, record: LockRecord): Promise<void> {
  // Whoever deleted the lock by hand may have let somebody else in.
  if (!(await isHead(folder, record))) return
  await rm(record.socket, { force: true })
  await dropSocketFolder(folder, record.socket)
  await rm(headOf(folder))
}

/** @returns `false` when the list changed meanwhile. */
async function appendRecord(folder: string, draft: string): Promise<boolean> {
  const list = await readList(folder)
  const [head] = list
  const last = list.at(-1)
  if (!head || !last) return linkIfFree(draft, headOf(folder))

  if (await isRunning(last.pid, last.startedAt)) {
    if (!(await isHead(folder, head))) return false
    throw new DataDirLockedError(folder, last.pid)
  }
  const place = behind(folder, last)
  if (!(await linkIfFree(draft, place))) return false
  if (!(await isHead(folder, head))) {
    await rm(place, { force: true })
    return false
  }
  // An error from here on ends the start of this process, and then the next one takes over.
  await rename(draft, headOf(folder))
  for (const record of list) await rm(behind(folder, record), { force: true })
  return true
}

async function readList(folder: string): Promise<LockRecord[]> {
  const list: LockRecord[] = []
  let record = await readRecord(headOf(folder))
  while (record) {
    list.push(record)
    record = await readRecord(behind(folder, record))
  }
  return list
}

async function isHead(folder: string, record: LockRecord): Promise<boolean> {
  const head = await readRecord(headOf(folder))
  return head?.id === record.id
}

function headOf(folder: string): string {
  return join(folder, 'lock')
}

function behind(folder: string, record: LockRecord): string {
  return join(folder, `lock.${record.id}`)
}
