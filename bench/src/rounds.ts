import type { Round } from './bench-case.ts'

/**
 * Takes both figures by turns, so that whatever else the machine does hurts them alike; every other
 * round the baseline goes first.
 */
export async function takeTurns(
  rounds: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Round[]> {
  const taken: Round[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const figure = await ours()
      taken.push({ ours: figure, baseline: await baseline() })
    } else {
      const figure = await baseline()
      taken.push({ baseline: figure, ours: await ours() })
    }
  }
  return taken
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return (low + high) / 2
}
