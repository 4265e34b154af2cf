/** A clock that stands still until it is told to go on. */
export interface FakeClock {
  /** Milliseconds since 1970. */
  now(): number
  advance(ms: number): void
}

/** @param start milliseconds since 1970, or a point in time. */
export function fakeClock(start: number | Date): FakeClock {
  let now = start.valueOf()
  return {
    now: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}
