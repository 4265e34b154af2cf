import { describe, expect, test } from 'vitest'

import { createRevocationLog } from '../src/revocation-log.ts'
import type { RevocationEntry } from '../src/revocation-store.ts'

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

  test('answers everything to a cursor that it never gave', () => {
    const log = createRevocationLog()
    log.add(entry(1), 0)

    expect(numbers(log.read('7-0123456789abcdef', 1))).toEqual([1])
  })
})
