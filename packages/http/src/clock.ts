/** Where token times come from. Tests replace it; stored lifetimes use the clock of the database. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
