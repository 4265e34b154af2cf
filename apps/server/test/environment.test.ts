import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { temporaryFolder } from '@latchkey/testing'
import { expect, test } from 'vitest'

import { readEnvironment } from '../src/environment.ts'

test('.env completes the environment, which wins; empty variables count as unset', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '.env'), 'PORT=4000\nHOST="0.0.0.0" # all\nLOG_LEVEL=debug\nDOCS=\n')

  const { values, sourceOf } = readEnvironment({ PORT: '5000', LOG_LEVEL: '' }, folder)

  expect(values).toMatchObject({ PORT: '5000', HOST: '0.0.0.0', LOG_LEVEL: 'debug' })
  expect(['PORT', 'HOST', 'LOG_LEVEL', 'DOCS', 'DATA_DIR'].map(sourceOf)).toEqual([
    'environment',
    '.env',
    '.env',
    undefined,
    undefined,
  ])
})

test('no .env is needed', () => {
  const folder = temporaryFolder()

  expect(readEnvironment({}, folder).values).toEqual({})
})
