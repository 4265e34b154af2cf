import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

const workspace = join(import.meta.dirname, '../..')
const manifest: { packageManager: string } = JSON.parse(
  readFileSync(join(workspace, 'package.json'), 'utf8'),
)

// The registry is the outside here: this npx writes down what it was asked and puts a Node in place.
const FAKE_NPX = `#!/bin/sh
echo "$@" >> "$NPX_LOG"
[ -z "$NPX_SAYS" ] || { echo "$NPX_SAYS" >&2; exit 1; }
mkdir -p node_modules/.bin && touch node_modules/.bin/node
`

/** The files that scripts/install.mjs looks at, in a folder whose path has a space. */
function workspaceCopy() {
  const parent = mkdtempSync(join(tmpdir(), 'latchkey-'))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const folder = join(parent, 'my projects')
  for (const file of [
    'scripts/install.mjs',
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'packages/core/package.json',
    'tests/package.json',
  ]) {
    cpSync(join(workspace, file), join(folder, file))
  }
  const bin = join(parent, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'npx'), FAKE_NPX)
  chmodSync(join(bin, 'npx'), 0o755)
  const log = join(parent, 'npx.log')
  writeFileSync(log, '')

  return {
    folder,
    install(env: Record<string, string> = {}) {
      return spawnSync(process.execPath, ['scripts/install.mjs'], {
        cwd: folder,
        env: { PATH: `${bin}:/usr/bin:/bin`, NPX_LOG: log, ...env },
        encoding: 'utf8',
      })
    },
    calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
  }
}

describe('scripts/install.mjs', () => {
  test('installs what the lockfile says with the pinned pnpm, and says so in a line', () => {
    const copy = workspaceCopy()

    const { status, stdout } = copy.install()

    expect(status).toBe(0)
    expect(stdout).toContain(
      `Installing dependencies with ${manifest.packageManager.replace('@', ' ')}`,
    )
    expect(copy.calls()).toHaveLength(1)
    expect(copy.calls()[0]).toMatch(`--yes ${manifest.packageManager} install --frozen-lockfile`)
  })

  test('has nothing to do the second time', () => {
    const copy = workspaceCopy()

    copy.install()

    const { status, stdout, stderr } = copy.install()

    expect([status, stdout, stderr]).toEqual([0, '', ''])
    expect(copy.calls()).toHaveLength(1)
  })

  test.each([
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'packages/core/package.json',
    'tests/package.json',
  ])('installs again when %s changed', (file) => {
    const copy = workspaceCopy()
    copy.install()
    appendFileSync(join(copy.folder, file), '\n')

    copy.install()

    expect(copy.calls()).toHaveLength(2)
  })

  test('installs again when the pinned Node is gone', () => {
    const copy = workspaceCopy()

    copy.install()
    rmSync(join(copy.folder, 'node_modules/.bin/node'))

    copy.install()

    expect(copy.calls()).toHaveLength(2)
  })

  test('explains a registry that cannot be reached, and tries again the next time', () => {
    const copy = workspaceCopy()

    const offline = copy.install({ NPX_SAYS: 'npm error code ENOTFOUND' })
    const online = copy.install()

    expect(offline.status).toBe(1)
    expect(offline.stderr).toContain('the package registry cannot be reached')
    expect(online.status).toBe(0)
    expect(copy.calls()).toHaveLength(2)
  })

  test('explains a lockfile that does not fit', () => {
    const copy = workspaceCopy()

    const { status, stderr } = copy.install({ NPX_SAYS: 'ERR_PNPM_OUTDATED_LOCKFILE' })

    expect(status).toBe(1)
    expect(stderr).toContain('pnpm-lock.yaml does not fit the package.json files')
  })

  test('explains a machine without npx', () => {
    const copy = workspaceCopy()

    const { status, stderr } = copy.install({ PATH: join(copy.folder, 'nowhere') })

    expect(status).toBe(1)
    expect(stderr).toContain('npx was not found')
  })
})
