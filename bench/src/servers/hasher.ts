import { availableParallelism } from 'node:os'

import bcrypt from 'bcrypt'

import { answer, tell } from '../parent.ts'

interface Task {
  readonly cost: number
  /** How many comparisons. */
  readonly count: number
}

/** Bare bcrypt, as many comparisons at a time as there are cores: what sign-in cannot be faster than. */
tell('ready')
await answer(async ({ cost, count }: Task) => {
  const hash = await bcrypt.hash('violet harbour 1897', cost)
  const started = performance.now()
  let left = count
  const work = async () => {
    while (left > 0) {
      left -= 1
      await bcrypt.compare('violet harbour 1897', hash)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return { rate: (count / (performance.now() - started)) * 1000 }
})
