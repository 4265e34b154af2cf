import { expect, test } from 'vitest'

import { createTokenCache } from '../src/token-cache.ts'

const SIGNATURE = 'S'.repeat(86)

// Guarantee: a flood of tokens costs a bounded amount of memory.
test('the token cache keeps the 10,000 entries that came last', () => {
  const cache = createTokenCache<number>()

  for (let value = 0; value < 10_001; value += 1) {
    cache.add(`token-${value}`, { kid: 'key-1', value })
  }

  expect(cache.find('token-0')).toBeUndefined()
  expect(cache.find('token-1')).toEqual({ kid: 'key-1', value: 1 })
  expect(cache.find('token-10000')).toEqual({ kid: 'key-1', value: 10_000 })
})

// Guarantee: no part of a verified token stands for the rest.
test.for([
  ['other claims under the same signature', `header.claimz.${SIGNATURE}`],
  ['another header', `headex.claims.${SIGNATURE}`],
  ['another signature', `header.claims.${SIGNATURE.slice(1)}T`],
  ['more in front', `x.header.claims.${SIGNATURE}`],
] as const)('the token cache does not find %s', ([, other]) => {
  const cache = createTokenCache<number>()

  cache.add(`header.claims.${SIGNATURE}`, { kid: 'key-1', value: 1 })

  expect(cache.find(`header.claims.${SIGNATURE}`)).toEqual({ kid: 'key-1', value: 1 })
  expect(cache.find(other)).toBeUndefined()
})
