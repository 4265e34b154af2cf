/** What a fault must not exceed, or must at least have caused to have happened at all. */
export type Target =
  | { readonly exactly: number }
  | { readonly atMost: number }
  | { readonly atLeast: number }

/** One line of what was seen. */
export interface Figure {
  readonly name: string
  readonly value: number
  /** Times depend on the machine, so only the table judges them; counts and causes must be right. */
  readonly unit: 'count' | 'ms'
  readonly target?: Target
}

export type Figures = readonly Figure[]

export function count(name: string, value: number, target?: Target): Figure {
  return { name, value, unit: 'count', ...(target && { target }) }
}

/** @param value milliseconds */
export function time(name: string, value: number, atMost: number): Figure {
  return { name, value, unit: 'ms', target: { atMost } }
}

/** The longest of them in milliseconds; 0 of none. */
export function longest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

export function isMet({ value, target }: Figure): boolean {
  if (!target) return true
  if ('exactly' in target) return value === target.exactly
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast
}

/** The counts that are not what they must be, as sentences. */
export function missedCounts(figures: Figures): string[] {
  return figures
    .filter((figure) => figure.unit === 'count' && !isMet(figure))
    .map((figure) => `${figure.name}: ${toText(figure)} instead of ${targetOf(figure)}`)
}

/** A block of text: the name of the fault and a line for each figure beside its target. */
export function toTable(fault: string, figures: Figures): string {
  const rows = figures.map((figure) => [
    isMet(figure) ? '✓' : '✗',
    figure.name,
    toText(figure),
    targetOf(figure),
  ])
  const width = (column: number) => longest(rows.map((row) => row[column]?.length ?? 0))
  const [names, values] = [width(1), width(2)]
  const lines = rows.map(([mark = '', name = '', value = '', target = '']) =>
    `  ${mark} ${name.padEnd(names)}  ${value.padStart(values)}  ${target}`.trimEnd(),
  )
  return [fault, ...lines].join('\n')
}

function toText({ value, unit }: Figure): string {
  return unit === 'ms' ? `${value.toFixed(0)} ms` : String(value)
}

function targetOf({ target, unit }: Figure): string {
  if (!target) return ''
  const suffix = unit === 'ms' ? ' ms' : ''
  if ('exactly' in target) return `= ${target.exactly}${suffix}`
  return 'atMost' in target ? `≤ ${target.atMost}${suffix}` : `≥ ${target.atLeast}${suffix}`
}
