// Bare bcrypt: what no sign-in can be faster than. Answers comparisons per second of a core.
import { availableParallelism } from 'node:os'

import bcrypt from 'bcrypt'

import { questions, tell } from '../parent.ts'

interface Task {
  readonly cost: number
  /** How many comparisons. */
  readonly count: number
}

const MICROSECONDS = 1_000_000

tell('ready')
for await (const question of questions()) {
  const task: Task = JSON.parse(question)
  tell(await measure(task))
}

async function measure({ cost, count }: Task): Promise<number> {
  const password = 'violet harbour 1897'
  const hash = await bcrypt.hash(password, cost)
  const before = process.cpuUsage()
  let left = count
  const work = async () => {
    while (left > 0) {
      left -= 1
      await bcrypt.compare(password, hash)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  const { user, system } = process.cpuUsage(before)
  return (count / (user + system)) * MICROSECONDS
}
