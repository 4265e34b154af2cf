/** What people put where a secret belongs. A word of the list is worth nothing. */
const WORDS = `
  secret secure security password passwd passphrase passw0rd p@ssw0rd s3cr3t secr3t s3cret
  token jwt json web key auth private public sign encrypt cookie session login admin user root
  client server service application app api env config production prod development dev test
  testing staging local default example sample dummy fake change replace insert enter paste
  generate output openssl rand random string value base64 hex bytes bits bit char character
  letters minimum least long length super ultra very really strong safe unsafe insecure hard
  guess some thing any here this that these your mine the and for from with not never must
  should please only use has have keep share hello world lorem ipsum dolor foo bar baz abc xyz
  latchkey
`
  .trim()
  .split(/\s+/)

/** The longest word of the list at each place, overlapping ones too. */
const WORD_HERE = new RegExp(
  `(?=(${WORDS.toSorted((one, other) => other.length - one.length).join('|')}))`,
  'g',
)

/** Keys as they lie side by side, along the rows and down the columns. */
const KEYBOARD = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '1q2w3e4r5t6y7u8i9o0p',
  '!@#$%^&*()',
].flatMap((keys) => [keys, Array.from(keys).toReversed().join('')])

/** A word as people write it, not as it comes out of a random generator. */
const WRITTEN_WORD = /^(?:[A-Z]?[a-z]{1,13}|[A-Z]{1,14})$/

/** A phrase that makes sense has fewer than the 13 bits a word of one drawn with dice. */
const BITS_PER_WORD = 8

/**
 * How many bits somebody who knows our habits would still have to guess, estimated from above:
 * the characters that neither repeat what stands before, nor continue a sequence, nor belong to a
 * word of the list or a run on the keyboard, times the Shannon entropy of these. For a phrase it
 * is what its different words are worth, if that is less. Random text of 32 characters or more
 * comes out at more than half of its true entropy.
 */
export function estimateBits(text: string): number {
  const folded = foldCase(text)
  const known = new Set([
    ...repeated(folded),
    ...sequential(folded, 1),
    ...onKeyboard(folded),
    ...inWords(folded),
  ])
  const surprising = text.split('').filter((character, at) => {
    const joinsKnown = /[^\p{L}\p{N}]/u.test(character) && known.has(at - 1)
    return !known.has(at) && !joinsKnown
  })
  return Math.min(surprising.length * shannon(surprising), phraseBits(text))
}

/** Whether most of the bytes repeat earlier ones or continue a sequence, as `000102…` does. */
export function isRegular(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  const known = new Set([...repeated(text), ...sequential(text, 255)])
  return known.size > bytes.length / 2
}

/** What the different words of a text are worth that consists of three or more. */
function phraseBits(text: string): number {
  const written = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  if (written.length < 3 || !written.every((word) => WRITTEN_WORD.test(word))) {
    return Number.POSITIVE_INFINITY
  }
  const words = new Set(written.map(foldCase))
  for (const word of WORDS) words.delete(word)
  return words.size * BITS_PER_WORD
}

/** Of ASCII letters only, so that every character keeps its place. */
function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** Three characters that stood together before. */
function* repeated(text: string): Generator<number> {
  const seen = new Set<string>()
  for (let at = 0; at + 3 <= text.length; at += 1) {
    const three = text.slice(at, at + 3)
    if (seen.has(three)) yield* range(at, 3)
    seen.add(three)
  }
}

/** The third and later characters of `aaaa`, `abcd` and `4321`, and of wider steps if allowed. */
function* sequential(text: string, maxStep: number): Generator<number> {
  for (let at = 2; at < text.length; at += 1) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1)
    const before = text.charCodeAt(at - 1) - text.charCodeAt(at - 2)
    if (step === before && Math.abs(step) <= maxStep) yield at
  }
}

/** Four or more keys in a row. */
function* onKeyboard(text: string): Generator<number> {
  for (let at = 0; at + 4 <= text.length; at += 1) {
    const four = text.slice(at, at + 4)
    if (KEYBOARD.some((keys) => keys.includes(four))) yield* range(at, 4)
  }
}

function* inWords(text: string): Generator<number> {
  for (const { index, 1: word = '' } of text.matchAll(WORD_HERE)) yield* range(index, word.length)
}

function* range(start: number, length: number): Generator<number> {
  for (let offset = 0; offset < length; offset += 1) yield start + offset
}

/** Bits a character, going by how often each occurs. */
function shannon(characters: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1)
  return Array.from(counts.values())
    .map((count) => count / characters.length)
    .reduce((bits, share) => bits - share * Math.log2(share), 0)
}
