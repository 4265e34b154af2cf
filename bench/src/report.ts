import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'

import type { Budget } from './bench-case.ts'
import type { Verdict } from './verdict.ts'

const COLUMNS = ['', 'figure', '', 'beside', '', 'ratio', 'budget', '']

/** Figures to the right, words to the left. */
const NUMERIC: ReadonlySet<number> = new Set([1, 3, 5, 6])

/** The verdicts as a table. */
export function toTable(verdicts: readonly Verdict[]): string {
  const rows = [COLUMNS, ...verdicts.map(toRow)]
  const widths = COLUMNS.map((_name, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return NUMERIC.has(column) ? cell.padStart(width) : cell.padEnd(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function toRow({ name, unit, figure, beside, baseline, ratio, budget, met }: Verdict): string[] {
  const mark = met === undefined ? '' : met ? '✓' : '✗'
  return [
    name,
    toText(figure),
    unit,
    toText(baseline),
    beside,
    toPercent(ratio),
    budget ? describe(budget) : '',
    mark,
  ]
}

function describe(budget: Budget): string {
  if ('ratio' in budget) return `≥ ${toPercent(budget.ratio)}`
  return 'atLeast' in budget ? `≥ ${toText(budget.atLeast)}` : `≤ ${toText(budget.atMost)}`
}

function toText(figure: number): string {
  const digits = figure < 100 ? 1 : 0
  return figure.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

function toPercent(ratio: number): string {
  return `${(ratio * 100).toFixed(ratio < 0.2 ? 1 : 0)} %`
}

/** Writes everything that was measured, every round of it, and on what. */
export function writeReport(folder: string, pinned: boolean, verdicts: readonly Verdict[]): string {
  mkdirSync(folder, { recursive: true })
  const file = `${folder}/latest.json`
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    platform: `${platform()} ${arch()}`,
    node: process.version,
    pinned,
  }
  const report = { at: new Date().toISOString(), machine, cases: verdicts }
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  return file
}
