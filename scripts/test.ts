// `npm test`: every check of the workspace, then every test. Goes on after a failure; the last line is
// the sum. Arguments go to vitest: `npm test -- packages/auth`.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { checks, root, run, type Check } from './checks.ts'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

interface TestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

for (const check of checks) {
  if (await passes(check)) {
    counts.passed += 1
  } else {
    counts.failed += 1
    failures.push(check.name)
  }
}

const tests = await runTests(process.argv.slice(2))
counts.passed += tests.passed
counts.failed += tests.failed
counts.skipped += tests.skipped
if (tests.failed > 0) failures.push('tests')

if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`)
console.log(
  `${counts.passed} passed, ${counts.failed} failed` +
    (counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''),
)
process.exitCode = counts.failed > 0 ? 1 : 0

async function passes({ name, command }: Check): Promise<boolean> {
  const startedAt = performance.now()
  const { code, output } = await run(command)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
  if (code !== 0) console.log(`\n${output.trim()}\n\n  ${command.join(' ')}\n`)
  return code === 0
}

/** Tests as vitest counts them; a file that does not load or finish counts as one failed test. */
async function runTests(filters: readonly string[]): Promise<Counts> {
  const file = join(root, 'node_modules', '.cache', 'test-report.json')
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await run(['vitest', 'run', ...reporters, ...filters], true)
  const report = readReport(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }

  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  )
  const failed = report.numFailedTests + broken.length
  return {
    passed: report.numPassedTests,
    // An error outside of any test fails the run, too.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function readReport(file: string): TestReport | undefined {
  try {
    const report: TestReport = JSON.parse(readFileSync(file, 'utf8'))
    return report
  } catch {
    return undefined
  }
}
