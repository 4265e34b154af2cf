import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createCommand, temporaryFolder } from '@latchkey/testing'
import { expect, test, vi } from 'vitest'

import { startServer } from './server.ts'

vi.setConfig({ testTimeout: 60_000 })

const workspace = join(import.meta.dirname, '../..')
const readme = readFileSync(join(workspace, 'README.md'), 'utf8')

// Guarantee: a newcomer who copies the commands of the README gets what it promises.
test('the curl commands of the README work one after the other', async () => {
  const { url } = await startServer({ cwd: temporaryFolder() })
  const [, fiveMinutes = ''] = readme.split('## Five minutes')
  const commands = [...fiveMinutes.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block)

  const { stdout } = await sh(commands.join('\n').replaceAll('http://127.0.0.1:3000', url))

  expect(commands.length).toBeGreaterThan(1)
  expect(stdout).toContain('"username":"ada"')
  expect(stdout).toContain('"code":"TOKEN_MISSING"')
})

test('the SDK example greets its user, at the second run too', async () => {
  const { url } = await startServer({ cwd: temporaryFolder() })
  const { run } = example('client.ts')

  const runs = [
    await run([], { cwd: temporaryFolder(), env: { LATCHKEY_URL: url } }),
    await run([], { cwd: temporaryFolder(), env: { LATCHKEY_URL: url } }),
  ]

  expect(runs.map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, 'Hello grace\n'],
    [0, 'Hello grace\n'],
  ])
})

function example(name: string) {
  return createCommand(join(workspace, 'examples/quickstart', name))
}

async function sh(script: string) {
  const bin = join(workspace, 'node_modules/.bin')
  return promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    env: { PATH: `${bin}:${process.env['PATH']}` },
  })
}
