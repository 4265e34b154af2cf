import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import * as sdk from '@latchkey/sdk'
import { expect, test } from 'vitest'

const src = join(import.meta.dirname, '../src')

// Guarantee: whatever an operation takes or gives can be named by an application.
test('every generated type is exported', async () => {
  const types = await readFile(join(src, 'generated/types.ts'), 'utf8')
  const index = await readFile(join(src, 'index.ts'), 'utf8')

  const names = [...types.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name)
  const [, list = ''] = /export type \{([^}]*)\} from '.\/generated\/types.ts'/.exec(index) ?? []

  expect(names.length).toBeGreaterThan(10)
  expect(new Set(list.split(/[\s,]+/).filter(Boolean))).toEqual(new Set(names))
})

test('nothing else is exported by accident', () => {
  expect(Object.keys(sdk).toSorted()).toEqual([
    'AbortedError',
    'ApiError',
    'ConnectionError',
    'LatchkeyError',
    'RequestTimeoutError',
    'SessionChangedError',
    'SessionExpiredError',
    'StorageError',
    'createAuth',
    'isAbortedError',
    'isApiError',
    'isConnectionError',
    'isLatchkeyError',
    'isRequestTimeoutError',
    'isSessionChangedError',
    'isSessionExpiredError',
    'isStorageError',
    'localStorageStore',
    'memoryStore',
  ])
})
