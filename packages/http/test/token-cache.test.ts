import { expect, test } from 'vitest'

import { createTokenCache } from '../src/token-cache.ts'

// Guarantee: a flood of tokens costs a bounded amount of memory.
test('the token cache keeps the 10,000 entries that came last', () => {
  const cache = createTokenCache<number>()

  for (let value = 0; value < 10_001; value += 1) {
    cache.add(cache.digest(`token-${value}`), { kid: 'key-1', value })
  }

  expect(cache.find(cache.digest('token-0'))).toBeUndefined()
  expect(cache.find(cache.digest('token-1'))).toEqual({ kid: 'key-1', value: 1 })
  expect(cache.find(cache.digest('token-10000'))).toEqual({ kid: 'key-1', value: 10_000 })
})
