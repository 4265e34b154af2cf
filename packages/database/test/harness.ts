import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { databaseTest } from '@latchkey/testing'

import { migrate, openDatabase, type OpenedDatabase } from '../src/index.ts'

export const ENGINES = ['postgres', 'pglite'] as const
type Engine = (typeof ENGINES)[number]

/**
 * `test` with a migrated `db` on the `engine`, PostgreSQL unless a suite overrides it. Tests on
 * PGlite share one database per file: starting one takes a second.
 */
export const test = databaseTest
  .extend('engine', (): Engine => 'postgres')
  .extend('directory', async ({ task: _ }, { onCleanup }) => {
    const directory = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
    onCleanup(() => rm(directory, { recursive: true, force: true }))
    return directory
  })
  .extend('memory', { scope: 'file' }, ({}, { onCleanup }) => {
    let opened: Promise<OpenedDatabase> | undefined
    onCleanup(async () => (await opened)?.close())
    return () => (opened ??= openMigratedMemory())
  })
  .extend('opened', async ({ engine, memory, openUrl }) =>
    engine === 'pglite' ? memory() : openUrl(),
  )

export function ignoreErrors(): void {}

async function openMigratedMemory(): Promise<OpenedDatabase> {
  const opened = await openDatabase({ url: 'memory:', dataDir: '', onError: ignoreErrors })
  await migrate(opened.db)
  return opened
}
