import { describe, expect, test } from 'vitest'

import { allows } from '@latchkey/http'

describe('allows', () => {
  test.for([
    ['posts:write', 'posts:write'],
    ['posts:*', 'posts:write'],
    ['posts:*', 'posts:comments:write'],
    ['posts:comments:*', 'posts:comments:write'],
    ['posts:*', 'posts:'],
    ['*', 'posts:write'],
    ['*', 'posts'],
  ] as const)('%s contains %s', ([held, wanted]) => {
    expect(allows(new Set(['users:read', held]), wanted)).toBe(true)
  })

  // Guarantee: a wildcard reaches to its colon and no further, and is none in any other place.
  test.for([
    ['posts:write', 'posts:read'],
    ['posts:*', 'posts'],
    ['posts:*', 'postscript:write'],
    ['posts:*', 'old:posts:write'],
    ['posts:comments:*', 'posts:write'],
    ['posts*', 'posts:write'],
    ['posts:w*', 'posts:write'],
    ['*:write', 'posts:write'],
    ['posts:*:write', 'posts:comments:write'],
    [':*', 'posts:write'],
    ['', 'posts:write'],
    ['posts:**', 'posts:write'],
  ] as const)('%j does not contain %s', ([held, wanted]) => {
    expect(allows(new Set(['users:read', held]), wanted)).toBe(false)
  })
})
