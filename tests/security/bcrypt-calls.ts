import bcrypt from 'bcrypt'
import { vi } from 'vitest'

/** Watches the library that hashes, which still does its work: how much was it asked to do? */
export function watchBcrypt() {
  const hash = vi.spyOn(bcrypt, 'hash')
  const compare = vi.spyOn(bcrypt, 'compare')
  return {
    /** Costs of the hashes that were made and of those that were compared with, since the last call. */
    take() {
      const made = hash.mock.calls.map(([, salt]) => costOf(String(salt)))
      const compared = compare.mock.calls.map(([, stored]) => costOf(stored))
      hash.mockClear()
      compare.mockClear()
      return { made, compared }
    },
  }
}

function costOf(text: string): number {
  return Number(text.split('$')[2])
}
