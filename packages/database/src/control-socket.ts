import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The shortest limit among the systems we run on, which is 104 bytes with the closing zero. */
const MAX_BYTES = 103

/**
 * Where the owner of a data folder may listen: in the folder, or, when that path is too long for a
 * socket, in a new folder of its own among the temporary files. Nothing is there yet.
 */
export async function chooseSocket(folder: string): Promise<string> {
  const path = join(folder, 'control.sock')
  if (Buffer.byteLength(path) <= MAX_BYTES) return path
  // Its name cannot be foreseen, and nobody else may enter it.
  return join(await mkdtemp(join(tmpdir(), 'latchkey-')), 'control.sock')
}

/** Removes the folder that `chooseSocket` made for this socket, if it did. */
export async function dropSocketFolder(folder: string, socket: string): Promise<void> {
  if (dirname(socket) !== folder) await rm(dirname(socket), { recursive: true, force: true })
}
