import { hash } from 'node:crypto'

import { describe, expect, test, vi } from 'vitest'

import { createRevocationLog } from '../src/revocation-log.ts'
import type { RevocationEntry } from '../src/revocation-store.ts'

// Counts what still runs as it is.
vi.mock('node:crypto', { spy: true })

function entry(seq: number, expiresAt = 1_000): RevocationEntry {
  return { seq, kind: 'session', subject: `session-${seq}`, upTo: 1, effect: 'revoked', expiresAt }
}

function numbers({ entries }: { entries: readonly RevocationEntry[] }): number[] {
  return entries.map(({ seq }) => seq)
}

describe('a log of revocations', () => {
  test('holds every entry once, in the order of their numbers', () => {
    const log = createRevocationLog()

    const added = [3, 1, 2, 3, 1].map((seq) => log.add(entry(seq), 0))

    expect(added).toEqual([true, true, true, false, false])
    expect(numbers(log.read(undefined, 0))).toEqual([1, 2, 3])
  })

  // Guarantee: a cursor is only as far as nothing can appear behind it.
  test('gives late entries to a reader who has later ones', () => {
    const log = createRevocationLog()
    log.add(entry(5), 0)
    log.add(entry(8), 90)
    const { cursor } = log.read(undefined, log.settledAt(50))

    const nothing = log.read(cursor, log.settledAt(50))
    log.add(entry(7), 95)
    const late = log.read(cursor, log.settledAt(50))
    const after = log.read(late.cursor, log.settledAt(200))

    expect(numbers(nothing)).toEqual([])
    expect(numbers(late)).toEqual([7, 8])
    expect(numbers(after)).toEqual([])
    log.add(entry(9), 300)
    expect(numbers(log.read(after.cursor, 8))).toEqual([9])
  })

  test('forgets what has expired, and lets nobody read everything again for that', () => {
    const log = createRevocationLog()
    for (let seq = 1; seq <= 6; seq += 1) log.add(entry(seq, seq * 100), 0)
    const { cursor } = log.read(undefined, log.settledAt(0))

    log.prune(400)

    expect(log.size).toBe(2)
    expect(numbers(log.read(undefined, 0))).toEqual([5, 6])
    expect(log.read(cursor, log.settledAt(0))).toEqual({ entries: [], cursor })
    log.prune(600)
    expect(log.read(cursor, log.settledAt(0))).toEqual({ entries: [], cursor })
  })

  // Guarantee: strangers who make up cursors cost neither work nor memory beyond that of the entries.
  test('makes one digest for all numbers between two entries', () => {
    const log = createRevocationLog()
    for (const seq of [1_000, 2_000, 3_000]) log.add(entry(seq), 0)
    vi.mocked(hash).mockClear()

    for (let seq = 0; seq < 3_000; seq += 1) log.read(`${seq}-0123456789abcdef`, 3_000)

    expect(vi.mocked(hash)).toHaveBeenCalledTimes(4)
  })

  test('answers everything to a cursor that it never gave', () => {
    const log = createRevocationLog()
    log.add(entry(1), 0)

    expect(numbers(log.read('7-0123456789abcdef', 1))).toEqual([1])
  })
})
