import { randomBytes } from 'node:crypto'

import { Client } from 'pg'

/** A database that others are copied from. Plain data, so that it can be handed to test processes. */
export interface DatabaseTemplate {
  readonly serverUrl: string
  readonly name: string
}

/**
 * Creates a database, lets `prepare` fill it, and closes it to everybody. `prepare` must have ended
 * its connections when it resolves: PostgreSQL copies no database that is in use.
 */
export async function createTemplate(
  serverUrl: string,
  prepare: (url: string) => Promise<void>,
): Promise<DatabaseTemplate> {
  const name = newName('template')
  await run(serverUrl, `create database ${name}`)
  await prepare(urlOf(serverUrl, name))
  await run(serverUrl, `alter database ${name} with allow_connections false`)
  return { serverUrl, name }
}

/**
 * A new copy of the template: its URL. Copies are not dropped one by one; they go when the server
 * stops.
 */
export async function cloneDatabase(template: DatabaseTemplate): Promise<string> {
  const name = newName('clone')
  // Copying files is the faster strategy as long as nothing is synced to the disk.
  await run(
    template.serverUrl,
    `create database ${name} template ${template.name} strategy file_copy`,
  )
  return urlOf(template.serverUrl, name)
}

/** A new database without any tables: its URL. It goes when the server stops. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = newName('empty')
  await run(serverUrl, `create database ${name}`)
  return urlOf(serverUrl, name)
}

function newName(kind: string): string {
  return `${kind}_${randomBytes(6).toString('hex')}`
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = database
  return url.href
}
