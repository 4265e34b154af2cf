import {
  openDatabase,
  useDatabase,
  type Database,
  type OpenedDatabase,
  type PgPool,
} from '@latchkey/database'

/** What may be given: an address, a folder, an opened database, or a pool or Kysely of the host. */
export type DatabaseOption = string | OpenedDatabase | PgPool | Database

/** Opens what is named by an address or a folder; leaves what others opened to them. */
export async function openFor(
  database: DatabaseOption,
  onError: (error: Error) => void,
): Promise<OpenedDatabase> {
  if (typeof database !== 'string' && 'db' in database) {
    return { ...database, close: async () => undefined }
  }
  if (typeof database !== 'string') return useDatabase(database, { onError })
  const isAddress = database === 'memory:' || /^postgres(?:ql)?:\/\//.test(database)
  return isAddress
    ? openDatabase({ url: database, dataDir: '', onError })
    : openDatabase({ dataDir: database, onError })
}
