import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { operations } from '../operations.ts'
import { findDrift, writeFiles } from './disk.ts'
import { generateFiles } from './files.ts'

// Writes what follows from the contracts. With --check it writes nothing, lists the files that are
// out of date and exits with 1 if there are any.
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const root = join(import.meta.dirname, '../../../..')
const manifest = await readFile(join(root, 'packages/contracts/package.json'), 'utf8')
const { version }: { version: string } = JSON.parse(manifest)
const files = generateFiles(operations, version)

const paths = await (values.check ? findDrift(root, files) : writeFiles(root, files))
for (const path of paths) console.log(`${values.check ? 'out of date' : 'wrote'}: ${path}`)
if (values.check && paths.length) process.exitCode = 1
