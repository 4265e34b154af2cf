/** What people put where a secret belongs. A word of the list is worth nothing. */
const WORDS = [
  ...['secret', 'secure', 'security', 'password', 'passwd', 'passphrase', 'passw0rd', 'p@ssw0rd'],
  ...['s3cr3t', 'secr3t', 's3cret', 'token', 'jwt', 'json', 'web', 'key', 'auth', 'private'],
  ...['public', 'sign', 'encrypt', 'cookie', 'session', 'login', 'admin', 'user', 'root', 'client'],
  ...['server', 'service', 'application', 'app', 'api', 'env', 'config', 'production', 'prod'],
  ...['development', 'dev', 'test', 'testing', 'staging', 'local', 'default', 'example', 'sample'],
  ...['dummy', 'fake', 'change', 'replace', 'insert', 'enter', 'paste', 'generate', 'output'],
  ...['openssl', 'rand', 'random', 'string', 'value', 'base64', 'hex', 'bytes', 'bits', 'bit'],
  ...['char', 'character', 'letters', 'minimum', 'least', 'long', 'length', 'super', 'ultra'],
  ...['very', 'really', 'strong', 'safe', 'unsafe', 'insecure', 'hard', 'guess', 'some', 'thing'],
  ...['any', 'here', 'this', 'that', 'these', 'your', 'mine', 'the', 'and', 'for', 'from', 'with'],
  ...['not', 'never', 'must', 'should', 'please', 'only', 'use', 'has', 'have', 'keep', 'share'],
  ...['hello', 'world', 'lorem', 'ipsum', 'dolor', 'foo', 'bar', 'baz', 'abc', 'xyz', 'latchkey'],
]

/** Keys as they lie side by side, along the rows and down the columns. */
const KEYBOARD = [
  ...['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm', 'azertyuiop'],
  ...['1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', '1q2w3e4r5t6y7u8i9o0p', '!@#$%^&*()'],
].flatMap((keys) => [keys, Array.from(keys).toReversed().join('')])

/**
 * How many bits somebody who knows our habits would still have to guess, estimated from above:
 * the characters that neither repeat what stands before, nor continue a sequence, nor belong to a
 * word or a run on the keyboard, times the Shannon entropy of these. Random text comes out at
 * four fifths of its true entropy or more; a phrase nobody knows comes out too high.
 */
export function estimateBits(text: string): number {
  const characters = Array.from(text)
  const folded = characters.map((character) => character.toLowerCase())
  const known = new Set([
    ...repeated(folded),
    ...sequential(folded),
    ...onKeyboard(folded),
    ...inWords(folded),
  ])
  const surprising = characters.filter((character, at) => {
    const joinsKnown = /[^\p{L}\p{N}]/u.test(character) && known.has(at - 1)
    return !known.has(at) && !joinsKnown
  })
  return surprising.length * shannon(surprising)
}

/** Three characters that stood together before. */
function* repeated(text: readonly string[]): Generator<number> {
  const seen = new Set<string>()
  for (let at = 0; at + 3 <= text.length; at += 1) {
    const three = text.slice(at, at + 3).join('')
    if (seen.has(three)) yield* range(at, 3)
    seen.add(three)
  }
}

/** The third and later characters of `aaaa`, `abcd` and `4321`. */
function* sequential(text: readonly string[]): Generator<number> {
  const codes = text.map((character) => character.codePointAt(0) ?? 0)
  for (let at = 2; at < codes.length; at += 1) {
    const [before = 0, last = 0, code = 0] = codes.slice(at - 2, at + 1)
    const step = code - last
    if (step === last - before && Math.abs(step) <= 1) yield at
  }
}

/** Four or more keys in a row. */
function* onKeyboard(text: readonly string[]): Generator<number> {
  for (let at = 0; at + 4 <= text.length; at += 1) {
    const four = text.slice(at, at + 4).join('')
    if (KEYBOARD.some((keys) => keys.includes(four))) yield* range(at, 4)
  }
}

function* inWords(text: readonly string[]): Generator<number> {
  for (const at of text.keys()) {
    for (const word of WORDS) {
      if (text.slice(at, at + word.length).join('') === word) yield* range(at, word.length)
    }
  }
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
