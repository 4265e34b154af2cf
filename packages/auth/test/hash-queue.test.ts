import { describe, expect, test } from 'vitest'

import { createHashQueue } from '../src/hash-queue.ts'

/** Work that is started by the queue and finished by the test. */
function controlledWork() {
  const started: string[] = []
  const finish = new Map<string, () => void>()
  return {
    started,
    work: (name: string) => async () => {
      started.push(name)
      const { promise, resolve } = Promise.withResolvers<void>()
      finish.set(name, resolve)
      await promise
      return name
    },
    finish: (name: string) => finish.get(name)?.(),
  }
}

describe('createHashQueue', () => {
  // Guarantee: however many sign in at once, no more hashes run than there are places.
  test('never runs more than its concurrency', async () => {
    const queue = createHashQueue({ concurrency: 3, maxQueue: 100 })
    let running = 0
    let most = 0
    const work = async () => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
    }

    await Promise.all(Array.from({ length: 50 }, () => queue.run(work)))

    expect(most).toBe(3)
    expect(running).toBe(0)
  })

  // Guarantee: who came first is served first.
  test('serves in order of arrival', async () => {
    const queue = createHashQueue({ concurrency: 1, maxQueue: 10 })
    const { started, work, finish } = controlledWork()

    const results = ['a', 'b', 'c'].map((name) => queue.run(work(name)))
    finish('a')
    await results[0]
    finish('b')
    await results[1]
    finish('c')

    expect(await Promise.all(results)).toEqual(['a', 'b', 'c'])
    expect(started).toEqual(['a', 'b', 'c'])
  })

  // Guarantee: a full queue refuses at once and says when to come back.
  test('refuses what exceeds the queue', async () => {
    const queue = createHashQueue({ concurrency: 1, maxQueue: 2 })
    const { started, work, finish } = controlledWork()
    const accepted = ['a', 'b', 'c'].map((name) => queue.run(work(name)))

    const refused = await queue.run(work('d')).catch((error: unknown) => error)

    expect(refused).toMatchObject({ code: 'UNAVAILABLE', options: { retryAfter: 1 } })
    expect(queue.length).toBe(2)
    expect(started).toEqual(['a'])
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      finish(name)
      await accepted[index]
    }
    expect(started).toEqual(['a', 'b', 'c'])
    expect(queue.length).toBe(0)
  })

  // Guarantee: with no queue at all, work still runs as long as there is a place.
  test('runs without a queue', async () => {
    const queue = createHashQueue({ concurrency: 1, maxQueue: 0 })

    const both = await Promise.allSettled([queue.run(async () => 1), queue.run(async () => 2)])

    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await queue.run(async () => 3)).toBe(3)
  })

  // Guarantee: a client that is gone costs no hash, and its place in the queue is free again.
  test('drops waiting work when its signal is aborted', async () => {
    const queue = createHashQueue({ concurrency: 1, maxQueue: 1 })
    const { started, work, finish } = controlledWork()
    const client = new AbortController()
    const first = queue.run(work('first'))
    const gone = queue.run(work('gone'), client.signal)

    client.abort(new Error('The client is gone'))
    await expect(gone).rejects.toThrow('The client is gone')
    const next = queue.run(work('next'))
    finish('first')
    await first
    finish('next')

    expect(await next).toBe('next')
    expect(started).toEqual(['first', 'next'])
  })

  // Guarantee: aborted before it came, it neither runs nor waits.
  test('does not take work whose signal is aborted already', async () => {
    const queue = createHashQueue({ concurrency: 1, maxQueue: 1 })
    const { started, work } = controlledWork()

    await expect(queue.run(work('gone'), AbortSignal.abort())).rejects.toThrow('aborted')

    expect(started).toEqual([])
    expect(queue.length).toBe(0)
  })

  // Guarantee: work that has started is finished, so its place is never given away twice.
  test('finishes running work whose signal is aborted', async () => {
    const queue = createHashQueue({ concurrency: 1, maxQueue: 1 })
    const { started, work, finish } = controlledWork()
    const client = new AbortController()
    const first = queue.run(work('first'), client.signal)
    const second = queue.run(work('second'))

    client.abort()
    expect(started).toEqual(['first'])
    finish('first')

    expect(await first).toBe('first')
    finish('second')
    expect(await second).toBe('second')
  })

  // Guarantee: work that fails frees its place like any other.
  test('goes on after a failure', async () => {
    const queue = createHashQueue({ concurrency: 1, maxQueue: 10 })
    const failing = queue.run(() => Promise.reject(new Error('broken')))
    const throwing = queue.run(() => {
      throw new Error('broken at once')
    })

    await expect(failing).rejects.toThrow('broken')
    await expect(throwing).rejects.toThrow('broken at once')

    expect(await queue.run(async () => 'fine')).toBe('fine')
  })

  test.each([
    { concurrency: 0, maxQueue: 1 },
    { concurrency: 1.5, maxQueue: 1 },
    { concurrency: Number.NaN, maxQueue: 1 },
    { concurrency: 1, maxQueue: -1 },
    { concurrency: 1, maxQueue: Number.POSITIVE_INFINITY },
  ])('refuses the settings $concurrency and $maxQueue', (settings) => {
    expect(() => createHashQueue(settings)).toThrow(RangeError)
  })
})
