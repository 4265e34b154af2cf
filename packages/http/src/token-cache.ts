import { hash } from 'node:crypto'

interface Entry<T> {
  /** Key that verified the token: an entry is worth nothing once the key is not trusted. */
  readonly kid: string
  readonly value: T
}

interface TokenCache<T> {
  /** SHA-256 of the whole token, so that no token is kept and no part of one decides. */
  digest(token: string): string
  find(digest: string): Entry<T> | undefined
  add(digest: string, entry: Entry<T>): void
  remove(digest: string): void
}

/** 239 bytes an entry. */
const MAX_ENTRIES = 10_000

/** Verified tokens, bounded: when it is full, the entry that was added first makes room. */
export function createTokenCache<T>(): TokenCache<T> {
  const entries = new Map<string, Entry<T>>()
  return {
    digest: (token) => hash('sha256', token, 'hex'),
    find: (digest) => entries.get(digest),
    add(digest, entry) {
      if (entries.size >= MAX_ENTRIES) {
        const first = entries.keys().next()
        if (!first.done) entries.delete(first.value)
      }
      entries.set(digest, entry)
    },
    remove(digest) {
      entries.delete(digest)
    },
  }
}
