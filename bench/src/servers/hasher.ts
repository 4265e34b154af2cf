import { availableParallelism } from 'node:os'

import bcrypt from 'bcrypt'

import { answer, tell } from '../parent.ts'

interface Task {
  readonly cost: number
  /** How many comparisons. */
  readonly count: number
}

const PASSWORD = 'violet harbour 1897'

/** Bare bcrypt: what no sign-in can be faster than. Answers comparisons per second of a core. */
tell('ready')
await answer(async ({ cost, count }: Task) => {
  const hash = await bcrypt.hash(PASSWORD, cost)
  const before = process.cpuUsage()
  let left = count
  const work = async () => {
    while (left > 0) {
      left -= 1
      await bcrypt.compare(PASSWORD, hash)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  const { user, system } = process.cpuUsage(before)
  return (count / (user + system)) * 1_000_000
})
