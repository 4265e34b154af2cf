import type { BenchCase, Budget, Round } from './bench-case.ts'
import { median } from './rounds.ts'

/** A row of the table, and of the file. */
export interface Verdict {
  readonly name: string
  readonly unit: string
  readonly figure: number
  readonly beside: string
  readonly baseline: number
  /** The median of what each round says, which is steadier than a ratio of medians. */
  readonly ratio: number
  readonly budget: Budget | undefined
  /** Undefined without a budget. */
  readonly met: boolean | undefined
  readonly rounds: readonly Round[]
}

/** @throws {Error} when a round has no figure, so that a case cannot quietly measure nothing. */
export function judge(
  { name, unit, beside, budget }: BenchCase,
  rounds: readonly Round[],
): Verdict {
  const figure = median(rounds.map(({ ours }) => ours))
  const baseline = median(rounds.map((round) => round.baseline))
  const ratio = median(rounds.map((round) => round.ours / round.baseline))
  if (!(figure > 0 && baseline > 0)) throw new Error(`${name} has no figure`)
  const met = budget && isMet(budget, figure, ratio)
  return { name, unit, figure, beside, baseline, ratio, budget, met, rounds }
}

function isMet(budget: Budget, figure: number, ratio: number): boolean {
  if ('ratio' in budget) return ratio >= budget.ratio
  return 'atLeast' in budget ? figure >= budget.atLeast : figure <= budget.atMost
}
