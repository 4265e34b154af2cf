import { nodeCommand, startChild, type Child } from '../child.ts'
import type { Cores } from '../cores.ts'

export interface BenchServer extends Child {
  readonly url: string
}

/** A server of this folder, on the core of the server. */
export async function startServer(
  cores: Cores,
  name: 'bare' | 'host',
  env: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  const file = new URL(`${name}.ts`, import.meta.url)
  const child = startChild(cores.onServerCore(nodeCommand(file)), {
    env: { NODE_ENV: 'production', ...env },
  })
  const { url } = await child.read<{ url: string }>()
  return { ...child, url }
}
