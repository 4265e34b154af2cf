/** How much of everything: enough to trust the figures, or just enough to have some. */
export interface Pace {
  /** How often a case takes both figures. */
  readonly rounds: number
  /** Of load, per figure. */
  readonly seconds: number
  readonly connections: number
  /** Of a second of work at cost 10, per figure. */
  readonly hashes: number
  /** More than the server keeps verified ones, so that it has forgotten each when it comes again. */
  readonly tokens: number
  /** How often a start is timed. */
  readonly starts: number
}

export const FULL: Pace = {
  rounds: 5,
  seconds: 2,
  connections: 64,
  hashes: 64,
  tokens: 20_000,
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
