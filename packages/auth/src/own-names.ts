/** Shorter words are part of too many others to count as a name. */
const MIN_WORD = 3

/** A date or a year and some punctuation: what people add to a word to make it a password. */
const MAX_DECORATION = 8

/**
 * Whether `password` is one or more of the given names with at most eight other characters, none
 * of them a letter, anywhere among them: `Ada.Lovelace-1815!` for somebody called Ada Lovelace.
 * Case and compatibility forms make no difference. Names count as a whole and by their parts, if
 * these have three or more characters.
 */
export function madeOfNames(password: string, names: readonly string[]): boolean {
  const words = wordsOf(names)
  const skeleton = Array.from(onlyWordCharacters(fold(password)))
  const covered = longestCover(skeleton, words)
  return covered > 0 && Array.from(fold(password)).length - covered <= MAX_DECORATION
}

function wordsOf(names: readonly string[]): string[][] {
  const words = names.flatMap((name) => {
    const folded = fold(name)
    return [onlyWordCharacters(folded), ...folded.split(/[^\p{L}\p{M}\p{N}]+/u)]
  })
  return [...new Set(words)]
    .map((word) => Array.from(word))
    .filter((word) => word.length >= MIN_WORD)
}

/**
 * The most characters of `text` that `words` can cover one after the other when whatever they
 * leave out is no letter; 0 when that is not possible.
 */
function longestCover(text: readonly string[], words: readonly string[][]): number {
  const best: (number | undefined)[] = [0]
  for (const [at, character] of text.entries()) {
    const covered = best[at]
    if (covered === undefined) continue
    const reach = (end: number, gain: number) => {
      best[end] = Math.max(best[end] ?? 0, covered + gain)
    }
    if (!/\p{L}/u.test(character)) reach(at + 1, 0)
    for (const word of words) {
      if (word.every((letter, index) => text[at + index] === letter)) {
        reach(at + word.length, word.length)
      }
    }
  }
  return best[text.length] ?? 0
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function onlyWordCharacters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '')
}
