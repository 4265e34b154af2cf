import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { sql } from 'kysely'
import { describe, expect } from 'vitest'

import { DataDirLockedError, migrate, openDatabase, readDataLock } from '../src/index.ts'
import { open, test } from './harness.ts'
import { kill, nextMessage, startProcess } from './processes.ts'

describe('openDatabase', () => {
  // Guarantee: what was answered survives the death of the process, and blocks no restart.
  test(
    'opens an embedded database whose owner was killed',
    { timeout: 30_000 },
    async ({ folder }) => {
      const owner = startProcess('server-process.ts', [folder])
      const userId = await nextMessage(owner)

      const second = openDatabase({ dataDir: folder, onError: console.error })
      await expect(second).rejects.toThrow(DataDirLockedError)
      await expect(second).rejects.toHaveProperty('pid', owner.pid)
      await kill(owner)
      const { db, kind, controlSocket, close } = await openDatabase({
        dataDir: folder,
        onError: console.error,
      })

      expect(kind).toBe('pglite')
      expect(controlSocket).toBe(join(folder, 'control.sock'))
      expect(await migrate(db)).toEqual([])
      expect(await db.selectFrom('users').select('id').execute()).toEqual([{ id: userId }])
      expect((await stat(join(folder, 'pgdata'))).mode & 0o777).toBe(0o700)
      await close()
      await close()
      expect(await readDataLock(folder)).toBeUndefined()
    },
  )

  // Guarantee: a start that fails gives the folder back.
  test('releases the folder when the embedded database cannot be opened', async ({ folder }) => {
    await writeFile(join(folder, 'pgdata'), 'not a folder')

    await expect(openDatabase({ dataDir: folder, onError: console.error })).rejects.toThrow(
      'EEXIST',
    )
    expect(await readDataLock(folder)).toBeUndefined()
  })

  // Guarantee: a mistyped URL is refused without repeating its password anywhere.
  test('refuses other schemes without showing the URL', async ({ folder }) => {
    const attempt = openDatabase({
      url: 'mysql://root:hunter2@localhost/app',
      dataDir: folder,
      onError: console.error,
    })

    await expect(attempt).rejects.toThrow(
      new TypeError('A database URL starts with postgres:// or postgresql://, or is memory:'),
    )
  })

  // Guarantee: the connections can be told from others, and have the limits they should have.
  test('identifies and limits its connections', async ({ postgresUrl }) => {
    const { db, kind, close } = await open(postgresUrl, { queryTimeout: 1_500 })

    const { rows } = await sql`
      select current_setting('application_name') as name,
        current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle
    `.execute(db)

    expect(kind).toBe('postgres')
    expect(rows).toEqual([{ name: 'latchkey', statement: '1500ms', idle: '3s' }])
    await close()
    await close()
  })

  // Guarantee: a pool that was never used can be closed.
  test('closes without having been used', async ({ postgresUrl }) => {
    const { close } = await open(postgresUrl)

    await expect(close()).resolves.toBeUndefined()
  })

  // Guarantee: starting costs only what is used.
  test('loads no driver before it is needed', async () => {
    const child = startProcess('import-process.ts', [])

    expect(await nextMessage(child)).toEqual(['kysely'])
  })
})
