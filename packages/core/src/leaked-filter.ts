import { hash } from 'node:crypto'

/** Bits that stand for one entry. With 64 bits an entry, a lookup errs less than once in 10^10. */
const BITS_PER_ENTRY = 16
const FILTER_BITS_PER_ENTRY = 64

/** So many characters decide: what follows them does not make a known beginning unknown. */
const DECISIVE = 20

/**
 * A Bloom filter over the beginnings of secrets. It never misses one that was added, and tells
 * nothing about those but whether a given one is among them.
 */
export function createLeakedFilter(secrets: Iterable<string>): Uint8Array {
  const known = new Set(Array.from(secrets, beginning))
  let bits = 1024
  while (bits < known.size * FILTER_BITS_PER_ENTRY) bits *= 2

  const filter = new Uint8Array(bits / 8)
  for (const secret of known) {
    for (const position of positions(secret, bits)) {
      filter[position >> 3] = byteAt(filter, position) | (1 << (position & 7))
    }
  }
  return filter
}

/** Whether `secret` begins like one that was added, apart from white space around it and case. */
export function hasLeaked(filter: Uint8Array, secret: string): boolean {
  return positions(beginning(secret), filter.length * 8).every(
    (position) => (byteAt(filter, position) & (1 << (position & 7))) !== 0,
  )
}

function beginning(secret: string): string {
  return Array.from(secret.trim().toLowerCase()).slice(0, DECISIVE).join('')
}

/** The words of one SHA-512 are independent; `bits` is a power of two, so none is preferred. */
function positions(text: string, bits: number): number[] {
  const digest = Buffer.from(hash('sha512', text, 'hex'), 'hex')
  return Array.from({ length: BITS_PER_ENTRY }, (_, index) => {
    return digest.readUInt32LE(index * 4) & (bits - 1)
  })
}

function byteAt(filter: Uint8Array, position: number): number {
  return filter[position >> 3] ?? 0
}
