import { acquireDataLock, DataDirLockedError } from '../src/index.ts'

// Whenever it is told to, tries to take the lock, and says whether it did or who has it.
const [folder = ''] = process.argv.slice(2)
process.on('message', () => void compete().then((outcome) => process.send?.(outcome)))
process.send?.('ready')

async function compete(): Promise<string | number> {
  try {
    await acquireDataLock(folder)
    return 'locked'
  } catch (error) {
    return error instanceof DataDirLockedError ? error.pid : String(error)
  }
}
