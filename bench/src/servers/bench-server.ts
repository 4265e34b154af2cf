import { nodeCommand, startChild, type Child } from '../child.ts'
import type { Place } from '../cores.ts'

export interface BenchServer extends Child {
  readonly url: string
}

/** A server of this folder. */
export async function startServer(
  place: Place,
  name: 'bare.js' | 'host.ts',
  env: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  const file = new URL(name, import.meta.url)
  const child = startChild(place(nodeCommand(file)), {
    env: { NODE_ENV: 'production', ...env },
  })
  const { url } = await child.read<{ url: string }>()
  return { ...child, url }
}
