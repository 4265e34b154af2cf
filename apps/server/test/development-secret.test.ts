import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { assessSecret } from '@latchkey/core'
import { temporaryFolder } from '@latchkey/testing'
import { expect, test } from 'vitest'

import { loadConfig } from '../src/config.ts'
import { readEnvironment } from '../src/environment.ts'

const run = promisify(execFile)

test('a secret is made once, strong and readable by its owner only', () => {
  const folder = temporaryFolder()
  const dataDir = join(folder, 'data')
  const environment = readEnvironment({ DATA_DIR: dataDir }, folder)

  const [secret] = loadConfig(environment).authSecret
  const [again] = loadConfig(environment).authSecret

  expect(again).toBe(secret)
  expect(assessSecret(secret)).toBeUndefined()
  expect(readFileSync(join(dataDir, 'secret'), 'utf8')).toBe(secret)
  expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
})

test('processes that start together agree on one secret', async () => {
  const dataDir = join(temporaryFolder(), 'data')
  const script = `
    import { developmentSecret } from ${JSON.stringify(join(import.meta.dirname, '../src/config.ts'))}
    console.log(developmentSecret(${JSON.stringify(dataDir)}))
  `
  const args = ['--conditions=@latchkey/source', '--input-type=module', '--eval', script]

  const runs = await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, args)))

  expect(new Set(runs.map(({ stdout }) => stdout)).size).toBe(1)
  expect(readdirSync(dataDir)).toEqual(['secret'])
})

test('a database in memory leaves no secret behind', () => {
  const folder = temporaryFolder()

  const { authSecret } = loadConfig(
    readEnvironment({ DATA_DIR: join(folder, 'data'), DATABASE_URL: 'memory:' }, folder),
  )

  expect(authSecret).toHaveLength(1)
  expect(readdirSync(folder)).toEqual([])
})
