import { describe, expect, test, vi } from 'vitest'

import { newId } from '../src/index.ts'

describe('newId', () => {
  // Guarantee: ids are UUIDs of version 7 and carry the time they were made at (RFC 9562).
  test('has the layout of version 7', () => {
    const before = Date.now()
    const id = newId()
    const after = Date.now()

    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    expect(time).toBeGreaterThanOrEqual(before)
    expect(time).toBeLessThanOrEqual(after)
  })

  // Guarantee: no two ids are the same, and each is greater than the one before, however fast.
  test('is unique and increasing over 100,000 ids', () => {
    const ids = Array.from({ length: 100_000 }, newId)

    expect(new Set(ids).size).toBe(100_000)
    expect(ids.toSorted()).toEqual(ids)
  })

  // Guarantee: neither a clock that stands still nor one that is set back breaks the order.
  test('increases while the clock goes back', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 4_000_000_000_000 })
    const before = Array.from({ length: 10_000 }, newId)
    vi.setSystemTime(3_999_999_000_000)
    const after = Array.from({ length: 10_000 }, newId)
    vi.useRealTimers()

    const ids = [...before, ...after]
    expect(new Set(ids).size).toBe(20_000)
    expect(ids.toSorted()).toEqual(ids)
  })

  // Guarantee: the last 62 bits are random, so ids of two processes do not meet.
  test('shares no random part between ids', () => {
    const parts = Array.from({ length: 10_000 }, () => newId().slice(19))

    expect(new Set(parts).size).toBe(10_000)
  })
})
