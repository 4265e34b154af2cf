import { randomBytes } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import { LEAKED_SECRETS } from '../src/generated/leaked-secrets.ts'
import { createLeakedFilter, hasLeaked } from '../src/leaked-filter.ts'

const random = (count: number) =>
  Array.from({ length: count }, () => randomBytes(24).toString('base64'))

describe('createLeakedFilter', () => {
  // Guarantee: what was added is always found.
  test.each([0, 1, 16, 17, 3000])('finds each of %d entries', (count) => {
    const secrets = random(count)
    const filter = createLeakedFilter(secrets)

    expect(secrets.filter((secret) => !hasLeaked(filter, secret))).toEqual([])
  })

  // Guarantee: the same list makes the same filter, so that a change in it can be reviewed.
  test('depends on the entries only', () => {
    const secrets = random(500)

    expect(createLeakedFilter(secrets.toReversed())).toEqual(createLeakedFilter(secrets))
    expect(createLeakedFilter([...secrets, ...secrets])).toEqual(createLeakedFilter(secrets))
  })

  // Guarantee: the first twenty characters decide, whatever their case.
  test('compares beginnings', () => {
    const filter = createLeakedFilter(['AbcdefghijKlmnopqrsT and more'])

    expect(hasLeaked(filter, 'abcdefghijklmnopqrst')).toBe(true)
    expect(hasLeaked(filter, ' ABCDEFGHIJKLMNOPQRSTuvwxyz')).toBe(true)
    expect(hasLeaked(filter, 'abcdefghijklmnopqrs')).toBe(false)
    expect(hasLeaked(filter, 'abcdefghijklmnopqrsu')).toBe(false)
    expect(hasLeaked(filter, '')).toBe(false)
  })
})

describe('the filter of the public list', () => {
  const filter = Buffer.from(LEAKED_SECRETS.filter, 'base64')

  // Guarantee: fewer than one good secret in a million is refused by mistake. A lookup succeeds by
  // mistake only if all of its 16 bits happen to be set.
  test('is sparse enough', () => {
    const bitsSet = filter.reduce(
      (sum, byte) => sum + byte.toString(2).replaceAll('0', '').length,
      0,
    )

    expect(bitsSet).toBeGreaterThan(10_000)
    expect((bitsSet / (filter.length * 8)) ** 16).toBeLessThan(1e-6)
    expect(random(50_000).filter((secret) => hasLeaked(filter, secret))).toEqual([])
  })

  test('is small', () => {
    expect(LEAKED_SECRETS.filter.length).toBeLessThan(150_000)
  })
})
