import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'

/** Builds every package that is published and packs it into `tarballs/`. */
const root = new URL('..', import.meta.url)

const names = globSync('{packages,apps}/*/package.json', { cwd: root })
  .map((path): Manifest => JSON.parse(readFileSync(new URL(path, root), 'utf8')))
  .filter((manifest) => manifest.private !== true)
  .map(({ name }) => `--filter=${name}`)
const { packageManager }: Manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

run('tsc', ['-b'])
run('npx', ['--yes', packageManager ?? 'pnpm', ...names, 'pack', '--pack-destination', 'tarballs'])

function run(tool: string, args: readonly string[]): void {
  execFileSync(tool, args, { cwd: root, stdio: 'inherit' })
}

interface Manifest {
  name: string
  private?: boolean
  packageManager?: string
}
