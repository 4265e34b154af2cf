import type { Stage } from './stage.ts'

/** One row of the table. */
export interface BenchCase {
  readonly name: string
  /** What a figure counts: `requests/s`, `ms`, … */
  readonly unit: string
  /** What is measured beside it, in the same run and the same unit. */
  readonly beside: string
  /** What must be reached; a case without one is there to be read. */
  readonly budget?: Budget
  readonly run: (stage: Stage) => Promise<Round[]>
}

/** `ratio` is the least share of the baseline; the others are limits of our own figure. */
export type Budget =
  | { readonly ratio: number }
  | { readonly atLeast: number }
  | { readonly atMost: number }

/** Both figures, taken one right after the other. */
export interface Round {
  readonly ours: number
  readonly baseline: number
}
