/** What fingers run along, in both directions. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  '`1234567890-=',
  'qwertyuiop[]',
  "asdfghjkl;'",
  'zxcvbnm,./',
].flatMap((row) => [row, Array.from(row).toReversed().join('')])

/** Day, month and year, in either order, with or without separators. */
const DATE =
  /^(?:\d{1,2}[-./]?\d{1,2}[-./]?(?:19|20)\d{2}|(?:19|20)\d{2}[-./]?\d{1,2}[-./]?\d{1,2})$/

/**
 * Whether `password` is easy to guess without being on a list: a piece of fewer than `pieceLimit`
 * characters over and over, a run along the alphabet, the digits or a row of keys, or a date. Lists
 * of common passwords leave these out, because they are produced and not remembered. Case makes no
 * difference.
 */
export function isObviousPattern(password: string, pieceLimit: number): boolean {
  const folded = password.toLowerCase()
  return (
    ROWS.some((row) => row.includes(folded)) ||
    DATE.test(folded) ||
    period(Array.from(folded)) < pieceLimit
  )
}

/** Length of the shortest piece that gives `characters` when it is repeated at least once. */
function period(characters: readonly string[]): number {
  for (let length = 1; length <= characters.length / 2; length += 1) {
    if (characters.every((character, at) => at < length || character === characters[at - length])) {
      return length
    }
  }
  return Infinity
}
