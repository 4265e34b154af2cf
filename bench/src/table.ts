import type { Budget } from './bench-case.ts'
import type { Verdict } from './verdict.ts'

const HEAD = ['case', 'figure', 'baseline', 'ratio', 'budget', '']

/** The verdicts for a terminal. */
export function toTable(verdicts: readonly Verdict[]): string {
  const rows = [HEAD, ...verdicts.map(toRow)]
  const widths = HEAD.map((_name, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  const align = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return rows.map((row) => row.map(align).join('  ').trimEnd()).join('\n')
}

/** The verdicts as Markdown. */
export function toFigures(verdicts: readonly Verdict[]): string {
  const rule = HEAD.map((_name, column) => (column === 0 ? '---' : '--:'))
  return [HEAD, rule, ...verdicts.map(toRow)].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function toRow({ name, unit, figure, beside, baseline, ratio, budget, met }: Verdict): string[] {
  return [
    name,
    `${toText(figure)} ${unit}`,
    `${beside} ${toText(baseline)}`,
    toPercent(ratio),
    budget ? describe(budget) : '',
    met === undefined ? '' : met ? '✓' : '✗',
  ]
}

function describe(budget: Budget): string {
  if ('ratio' in budget) return `≥ ${toPercent(budget.ratio)}`
  return 'atLeast' in budget ? `≥ ${toText(budget.atLeast)}` : `≤ ${toText(budget.atMost)}`
}

function toText(figure: number): string {
  const digits = figure < 50 ? 1 : 0
  return figure.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

function toPercent(ratio: number): string {
  return `${(ratio * 100).toFixed(ratio < 0.2 ? 1 : 0)} %`
}
