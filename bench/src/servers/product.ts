import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'

import { nodeCommand, startChild, type Child } from '../child.ts'
import type { Place } from '../cores.ts'

export interface Product extends Child {
  readonly url: string
}

/** A second start must find the secret of the first. */
const SECRET = randomBytes(32).toString('base64url')

/**
 * The server as an operator starts it in production, by its command. In a folder of its own, where
 * no `.env` is.
 */
export async function startProduct(
  place: Place,
  settings: Readonly<Record<string, string>>,
): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'))
  const child = startChild(place(nodeCommand(commandFile(), 'serve')), {
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      AUTH_SECRET: SECRET,
      PUBLIC_URL: 'http://127.0.0.1:3000',
      PORT: '0',
      ...settings,
    },
  })
  async function stop(): Promise<void> {
    await child.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const { url } = await child.read<{ url: string }>((line) => line.includes('"listening"'))
  return { ...child, url, stop, [Symbol.asyncDispose]: stop }
}

/** The command of the package, built or not, as this process imports the package. */
function commandFile(): URL {
  const index = import.meta.resolve('latchkey')
  return new URL(`cli/main${extname(index)}`, index)
}
