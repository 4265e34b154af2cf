import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'

import type { Listen } from './channel.ts'
import { acquireDataLock } from './lock.ts'
import type { OpenedDatabase } from './opened-database.ts'
import type { LatchkeyTables } from './tables.ts'
import { PGLITE_PARSERS } from './value-types.ts'

/** A database that is gone when it is closed. */
export async function openMemory(): Promise<OpenedDatabase> {
  return openPGlite(await PGlite.create({ parsers: PGLITE_PARSERS }))
}

/** The embedded database in `<dataDir>/pgdata`, which belongs to this process until it is closed. */
export async function openDirectory(dataDir: string): Promise<OpenedDatabase> {
  const lock = await acquireDataLock(dataDir)
  try {
    const files = join(dataDir, 'pgdata')
    // PGlite lets everybody write to its files, so nobody else may get to them.
    await mkdir(files, { recursive: true, mode: 0o700 })
    await chmod(files, 0o700)
    const opened = openPGlite(await PGlite.create({ dataDir: files, parsers: PGLITE_PARSERS }))

    async function close() {
      await opened.close()
      await lock.release()
    }
    return { ...opened, controlSocket: lock.socket, close }
  } catch (error) {
    await lock.release()
    throw error
  }
}

function openPGlite(pglite: PGlite): OpenedDatabase {
  const db = new Kysely<LatchkeyTables>({ dialect: new PGliteDialect({ pglite }) })

  // It runs in this process: there is no connection that could be lost.
  const listen: Listen = async (channel, { onMessage }) => {
    const unlisten = await pglite.listen(channel, onMessage)
    return {
      async ping() {
        if (pglite.closed) throw new Error('PGlite is closed')
      },
      async close() {
        if (!pglite.closed) await unlisten()
      },
    }
  }

  async function close() {
    await db.destroy()
    // Kysely leaves a database alone that it never used.
    if (!pglite.closed) await pglite.close()
  }
  return { db, kind: 'pglite', listen, close }
}
