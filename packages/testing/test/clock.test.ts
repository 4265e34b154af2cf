import { expect, test } from 'vitest'

import { fakeClock } from '../src/index.ts'

// Guarantee: time passes only when a test says so.
test('a fake clock stands still until it is advanced', () => {
  const clock = fakeClock(new Date('2026-01-02T03:04:05Z'))
  const before = clock.now()
  clock.advance(1_500)

  expect([before, clock.now()]).toEqual([1767323045000, 1767323046500])
})
