import { expect, test } from 'vitest'

import { createRequestIds } from '../src/request-ids.ts'

// Guarantee: an id finds one request, in whatever batch it was drawn and by whatever process.
test('no two requests have the same id', () => {
  const processes = [createRequestIds(), createRequestIds()]

  const ids = processes.flatMap((next) => Array.from({ length: 1_000 }, next))

  expect(new Set(ids).size).toBe(2_000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{36}$/)
})
