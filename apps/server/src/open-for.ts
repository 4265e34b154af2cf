import {
  openDatabase,
  useDatabase,
  type Database,
  type OpenedDatabase,
  type PgPool,
} from '@latchkey/database'

/** What a host may give: an address, a folder, or its own pool or Kysely instance. */
export type DatabaseOption = string | PgPool | Database

/** Opens what is named by an address or a folder; leaves what the host opened to the host. */
export async function openFor(
  database: DatabaseOption,
  onError: (error: Error) => void,
): Promise<OpenedDatabase> {
  if (typeof database !== 'string') return useDatabase(database, { onError })
  const isAddress = database === 'memory:' || /^postgres(?:ql)?:\/\//.test(database)
  return isAddress
    ? openDatabase({ url: database, dataDir: '', onError })
    : openDatabase({ dataDir: database, onError })
}
