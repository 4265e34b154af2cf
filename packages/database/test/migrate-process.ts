import { once } from 'node:events'

import { migrate, openDatabase } from '../src/index.ts'

// One of several servers that start at the same time: says which migrations it ran.
const [url] = process.argv.slice(2)
const { db, close } = await openDatabase({ url, dataDir: '', onError: console.error })
process.send?.('ready')
await once(process, 'message')
process.send?.(await migrate(db))
await close()
process.disconnect()
