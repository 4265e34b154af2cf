import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { join } from 'node:path'

import { toFigures } from './table.ts'
import type { Verdict } from './verdict.ts'

/** Writes everything that was measured, every round of it, and on what. */
export function writeReport(folder: string, pinned: boolean, verdicts: readonly Verdict[]): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'latest.json')
  const report = {
    at: new Date().toISOString(),
    machine: { ...machine(), pinned },
    cases: verdicts,
  }
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  return file
}

/** Writes what the README shows: the figures of this run. */
export function writeFigures(file: string, verdicts: readonly Verdict[]): void {
  const { processor, cores, node } = machine()
  const source = `Measured with Node ${node} on ${cores} cores (${processor}): \`npm run bench\`.`
  writeFileSync(file, `${toFigures(verdicts)}\n\n${source}\n`)
}

function machine() {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
  }
}
