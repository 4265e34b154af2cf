import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** Something that is right or wrong about the workspace as a whole. */
export interface Check {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

const NODE = ['node', '--conditions=@latchkey/source'] as const

export const checks: readonly Check[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'boundaries', command: ['turbo', 'boundaries', '--no-color'] },
  {
    name: 'generated files',
    command: [...NODE, 'packages/contracts/src/generate/main.ts', '--check'],
  },
  { name: 'readme', command: [...NODE, 'scripts/readme.ts', '--check'] },
  { name: 'unused code', command: ['knip', '--no-progress', '--no-config-hints'] },
]

export interface Outcome {
  readonly code: number
  /** What it wrote, unless that went to the terminal. */
  readonly output: string
}

/** Runs a tool of the workspace in its root; `show` lets it write to the terminal. */
export function run([tool, ...args]: Check['command'], show = false): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const child = spawn(tool, args, {
    cwd: root,
    env: {
      ...process.env,
      PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
    },
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    shell: process.platform === 'win32',
  })
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  }
  child.once('error', (error) => resolve({ code: 127, output: error.message }))
  child.once('close', (code) => resolve({ code: code ?? 1, output: chunks.join('') }))
  return promise
}
