import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, onTestFinished, test } from 'vitest'

interface Report {
  readonly cases: readonly {
    readonly name: string
    readonly figure: number
    readonly baseline: number
  }[]
}

// Guarantee: the benchmarks run. How fast anything was is not looked at: tests share their machine.
test('every benchmark has a figure and one to compare it with', { timeout: 300_000 }, async () => {
  const results = mkdtempSync(join(tmpdir(), 'latchkey-'))
  onTestFinished(() => rmSync(results, { recursive: true }))
  const main = join(import.meta.dirname, '../bench/src/main.ts')
  const args = ['--conditions=@latchkey/source', main, '--smoke', '--results', results]

  await promisify(execFile)(process.execPath, args)

  const report: Report = JSON.parse(readFileSync(join(results, 'latest.json'), 'utf8'))
  expect(report.cases.map(({ name }) => name)).toEqual([
    'access token seen before',
    'access token never seen',
    'signed-in user, one query',
    'sign-in, bcrypt cost 10',
    'sign-in, bcrypt cost 12',
    'registration, bcrypt cost 10',
    'refresh with rotation, durable',
    'start on PostgreSQL, migrated',
    'second start, embedded database',
    'memory, idle',
    'memory, under load',
  ])
  for (const { figure, baseline } of report.cases) {
    expect(figure).toBeGreaterThan(0)
    expect(baseline).toBeGreaterThan(0)
  }
})
