import { expect } from 'vitest'

import { test } from '../ageing.ts'

const REFRESHES = 50

// Guarantee: tabs that race are all served, and a session never has two live refresh tokens.
test('19 equal refreshes at the same time have one successor, and it works', async ({
  signUp,
  refresh,
}) => {
  const { refreshToken } = await signUp()

  const answers = await Promise.all(Array.from({ length: REFRESHES }, () => refresh(refreshToken)))

  expect(answers.map(({ status }) => status)).toEqual(Array(REFRESHES).fill(200))
  const successors = new Set(answers.map((answer) => answer.refreshToken))
  expect(successors.size).toBe(1)
  expect(new Set(answers.map(({ session }) => session.generation))).toEqual(new Set([2]))
  const [successor = ''] = successors
  expect((await refresh(successor)).session.generation).toBe(3)
})

// Guarantee: it stays so over the generations, as when many tabs wake up again and again.
test('19 a session that is raced for in every generation goes on', async ({ signUp, refresh }) => {
  let { refreshToken } = await signUp()

  for (let generation = 2; generation <= 11; generation += 1) {
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)))
    const successors = new Set(answers.map((answer) => answer.refreshToken))
    expect([successors.size, answers[0]?.session.generation]).toEqual([1, generation])
    refreshToken = answers[0]?.refreshToken ?? ''
  }
})
