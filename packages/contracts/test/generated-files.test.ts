import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { operations, PROBLEMS } from '@latchkey/contracts'
import { expect, test } from 'vitest'

import { findDrift } from '../src/generate/disk.ts'
import { generateFiles } from '../src/generate/files.ts'

const root = join(import.meta.dirname, '../../..')

async function currentVersion(): Promise<string> {
  return JSON.parse(await readFile(join(root, 'packages/contracts/package.json'), 'utf8')).version
}

// Guarantee: what is committed is what the contracts say now.
test('the committed files are up to date', async () => {
  const files = generateFiles(operations, await currentVersion())

  const drifted = await findDrift(root, files)

  expect(drifted).toEqual([])
})

test('a changed, a missing and a left-over file are all drift', async () => {
  const files = generateFiles(operations, await currentVersion())
  files.set('packages/sdk/src/generated/types.ts', 'changed')
  files.set('packages/sdk/src/generated/missing.ts', 'missing')
  files.delete('docs/errors/INTERNAL.md')

  const drifted = await findDrift(root, files)

  expect(drifted.toSorted()).toEqual([
    'docs/errors/INTERNAL.md',
    'packages/sdk/src/generated/missing.ts',
    'packages/sdk/src/generated/types.ts',
  ])
})

// Guarantee: the address in `type` of every problem leads to a page that names who answers it.
test('every problem code has a page, with the operations that answer it', async () => {
  const files = generateFiles(operations, '0.1.0')
  const pages = [...files.keys()].filter((path) => path.startsWith('docs/errors/'))

  expect(pages).toEqual(Object.keys(PROBLEMS).map((code) => `docs/errors/${code}.md`))
  expect(files.get('docs/errors/EMAIL_TAKEN.md')).toContain('`register`: `POST /api/auth/register`')
  expect(files.get('docs/errors/EMAIL_TAKEN.md')).not.toContain('`login`')
})

// Guarantee: generated code is formatted like written code, although no formatter touches it.
test('generated modules have the format of the repository', () => {
  const files = generateFiles(operations, '0.1.0')

  const modules = [...files].filter(([path]) => path.endsWith('.ts'))

  expect(modules).toHaveLength(4)
  for (const [path, text] of modules) {
    const formatted = execFileSync(
      join(root, 'node_modules/.bin/oxfmt'),
      ['--config', '.oxfmtrc.json', '--stdin-filepath', basename(path)],
      { cwd: root, input: text, encoding: 'utf8' },
    )
    expect(formatted, path).toBe(text)
  }
})
