import { migrate, newId, openDatabase } from '../src/index.ts'

// Opens the embedded database of a folder, adds a user, says its id and goes on running.
const [dataDir = ''] = process.argv.slice(2)
const { db } = await openDatabase({ dataDir, onError: console.error })
await migrate(db)
const id = newId()
await db.insertInto('users').values({ id, role: 'user' }).execute()
process.on('message', () => undefined)
process.send?.(id)
