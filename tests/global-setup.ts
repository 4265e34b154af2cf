import { migrate, openDatabase } from '@latchkey/database'
import { createTemplate, startPostgres } from '@latchkey/testing/postgres'
import type { TestProject } from 'vitest/node'

/** One PostgreSQL for the whole run, and in it the database that every test gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres()
  try {
    project.provide('databaseTemplate', await createTemplate(postgres.url, prepare))
  } catch (error) {
    await postgres.stop()
    throw error
  }
  return postgres.leave
}

async function prepare(url: string): Promise<void> {
  const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
  try {
    await migrate(db)
  } finally {
    await close()
  }
}
