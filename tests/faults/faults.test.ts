import { expect, test as base } from 'vitest'

import { faults } from './faults.ts'
import { missedCounts, toTable } from './figures.ts'
import { openGround } from './ground.ts'

const test = base.extend('ground', { scope: 'file' }, async ({}, { onCleanup }) => {
  const ground = await openGround()
  onCleanup(() => ground[Symbol.asyncDispose]())
  return ground
})

// Guarantee: what must be true in and after each of these is true. Times are printed, not judged.
for (const { name, short } of faults) {
  test(`survives: ${name}`, async ({ ground }) => {
    const figures = await short(ground)

    console.log(toTable(name, figures))
    expect(missedCounts(figures)).toEqual([])
  }, 150_000)
}
