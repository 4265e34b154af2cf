import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect } from 'vitest'

import { acquireDataLock, DataDirLockedError, readDataLock } from '../src/index.ts'
import { processMark } from '../src/process-mark.ts'
import { test } from './harness.ts'
import { kill, nextMessage, startProcess } from './processes.ts'

describe('acquireDataLock', () => {
  // Guarantee: a folder has one owner, and whoever comes second is told who it is and what to do.
  test('refuses a second process and names the first', async ({ folder }) => {
    const owner = startProcess('lock-process.ts', [folder])
    await nextMessage(owner)
    owner.send('go')
    await nextMessage(owner)

    const attempt = acquireDataLock(folder)

    await expect(attempt).rejects.toThrow(DataDirLockedError)
    await expect(attempt).rejects.toMatchObject({
      pid: owner.pid,
      message:
        `${folder} is in use by process ${owner.pid}. Stop that process first, set DATA_DIR to ` +
        'another folder, or set DATABASE_URL to a PostgreSQL server, which several processes can share.',
    })
    await kill(owner)
  })

  // Guarantee: the same holds within a process.
  test('refuses a second time in the same process', async ({ folder }) => {
    const lock = await acquireDataLock(folder)

    await expect(acquireDataLock(folder)).rejects.toHaveProperty('pid', process.pid)
    await lock.release()
  })

  // Guarantee: what is released can be taken again, and nothing is left behind.
  test('leaves no trace when it is released', async ({ folder }) => {
    const first = await acquireDataLock(folder)
    await first.release()
    await first.release()
    const second = await acquireDataLock(folder)
    await second.release()

    expect(await readdir(folder)).toEqual([])
  })

  // Guarantee: killing the owner blocks nobody.
  test('takes over from a process that was killed', async ({ folder }) => {
    const owner = startProcess('lock-process.ts', [folder])
    await nextMessage(owner)
    owner.send('go')
    await nextMessage(owner)
    await kill(owner)

    const lock = await acquireDataLock(folder)

    expect(await readDataLock(folder)).toHaveProperty('pid', process.pid)
    expect(await readdir(folder)).toEqual(['lock'])
    await lock.release()
  })

  // Guarantee: of any number of processes that find a stale lock, one gets it; also time and again.
  test('lets exactly one of twenty take over a stale lock', async ({ folder }) => {
    let contenders = Array.from({ length: 20 }, () => startProcess('lock-process.ts', [folder]))
    await Promise.all(contenders.map(nextMessage))

    for (let round = 1; round <= 8; round += 1) {
      const answers = await Promise.all(
        contenders.map((contender) => {
          contender.send('go')
          return nextMessage(contender)
        }),
      )
      const winners = contenders.filter((_, index) => answers[index] === 'locked')
      const [winner] = winners

      expect(winners).toHaveLength(1)
      expect(new Set(answers)).toEqual(new Set(['locked', winner?.pid]))
      if (winner) await kill(winner)
      contenders = contenders.filter((contender) => contender !== winner)
    }
    await Promise.all(contenders.map(kill))
  })

  // Guarantee: the same in a hundred rounds of attempts that overlap at every step.
  test('lets exactly one of many overlapping attempts take over', async ({ folder }) => {
    for (let round = 1; round <= 100; round += 1) {
      await writeLock(folder, process.pid, 'an earlier boot:1')

      const attempts = await Promise.allSettled(
        Array.from({ length: 16 }, () => acquireDataLock(folder)),
      )
      const locks = attempts.flatMap((attempt) =>
        attempt.status === 'fulfilled' ? [attempt.value] : [],
      )
      const left = await readdir(folder)
      await locks[0]?.release()

      expect(locks).toHaveLength(1)
      expect(left).toEqual(['lock'])
    }
  })

  // Guarantee: a process is not taken for an earlier one that had the same id.
  test('takes over when the id now belongs to another process', async ({ folder }) => {
    await writeLock(folder, process.pid, 'an earlier boot:1')

    const lock = await acquireDataLock(folder)

    expect(await readDataLock(folder)).toHaveProperty('startedAt', await processMark(process.pid))
    await lock.release()
  })

  // Guarantee: a process that has ended, but that its parent has not asked about, owns nothing.
  test('takes over from a process that is only left in the table', async ({ folder }) => {
    // A parent that never asks about its child.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'])
    const [line] = await once(parent.stdout, 'data')
    const pid = Number(String(line))
    await writeLock(folder, pid, await processMark(pid))
    await expect(acquireDataLock(folder)).rejects.toHaveProperty('pid', pid)
    process.kill(pid, 'SIGKILL')
    await untilLeftOver(pid)

    const lock = await acquireDataLock(folder)

    expect(await readDataLock(folder)).toHaveProperty('pid', process.pid)
    await lock.release()
    parent.kill()
  })

  // Guarantee: a file that is no lock is not guessed about.
  test('refuses a lock file that it cannot read', async ({ folder }) => {
    await writeFile(join(folder, 'lock'), '')

    await expect(acquireDataLock(folder)).rejects.toThrow(
      `${join(folder, 'lock')} is not a lock of Latchkey.`,
    )
  })

  // Guarantee: nobody but the owner of the folder gets at what is in it.
  test('makes folder and file private', async ({ folder }) => {
    const dataDir = join(folder, 'new', 'data')
    const lock = await acquireDataLock(dataDir)

    expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
    expect((await stat(join(dataDir, 'lock'))).mode & 0o777).toBe(0o600)
    await lock.release()
  })

  // Guarantee: the socket path works on every system, and everybody finds it in the lock.
  test('places the control socket in the folder or where the path is short', async ({ folder }) => {
    const long = join(folder, 'x'.repeat(100))
    const near = await acquireDataLock(folder)
    const far = await acquireDataLock(long)

    expect(near.socket).toBe(join(folder, 'control.sock'))
    expect(far.socket).toMatch(/latchkey-\w+\/control\.sock$/)
    expect((await stat(join(far.socket, '..'))).mode & 0o777).toBe(0o700)
    expect(await readDataLock(long)).toHaveProperty('socket', far.socket)
    await far.release()
    await expect(stat(join(far.socket, '..'))).rejects.toHaveProperty('code', 'ENOENT')
    await near.release()
  })

  // Guarantee: a socket that a killed owner left does not keep the next one from listening.
  test('clears the control socket of a killed owner', async ({ folder }) => {
    await writeLock(folder, process.pid, 'an earlier boot:1')
    await writeFile(join(folder, 'control.sock'), '')

    const lock = await acquireDataLock(folder)

    await expect(readFile(lock.socket)).rejects.toHaveProperty('code', 'ENOENT')
    await lock.release()
  })
})

describe('readDataLock', () => {
  // Guarantee: only a running owner is reported.
  test('knows no owner of a free, a new or a stale folder', async ({ folder }) => {
    const free = await readDataLock(folder)
    const missing = await readDataLock(join(folder, 'missing'))
    await writeLock(folder, process.pid, 'an earlier boot:1')
    const stale = await readDataLock(folder)

    expect([free, missing, stale]).toEqual([undefined, undefined, undefined])
  })
})

async function writeLock(folder: string, pid: number, startedAt: string): Promise<void> {
  const id = '0198c0de-0000-7000-8000-000000000000'
  const socket = join(folder, 'control.sock')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'lock'), JSON.stringify({ id, pid, startedAt, socket }))
}

/** Resolves once a killed process is nothing but an entry in the table. */
async function untilLeftOver(pid: number): Promise<void> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  if (!stat.includes(') Z ')) await untilLeftOver(pid)
}
