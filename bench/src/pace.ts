/** How much of everything: enough to trust the figures, or just enough to have some. */
export interface Pace {
  /** How often a case takes both figures. */
  readonly rounds: number
  /** Of load, per figure. */
  readonly seconds: number
  readonly connections: number
  /** Per figure, at cost 10; at cost 12, where one takes four times as long, a quarter of it. */
  readonly hashes: number
  /** More than the server keeps verified ones, so that it has forgotten each when it comes again. */
  readonly tokens: number
  /** How often a start is timed. */
  readonly starts: number
}

export const FULL: Pace = {
  rounds: 9,
  seconds: 1,
  connections: 64,
  hashes: 32,
  tokens: 15_000,
  starts: 9,
}

export const SMOKE: Pace = {
  rounds: 1,
  seconds: 0.2,
  connections: 2,
  hashes: 2,
  tokens: 64,
  starts: 1,
}
