import { isAbortedError, isRequestTimeoutError, memoryStore } from '@latchkey/sdk'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { elapse, gate, idle, ME, REFRESH, setup, signedIn, stopTime } from './harness.ts'
import { problem } from './server.ts'

const HOUR = 3_600_000

afterEach(() => vi.useRealTimers())

/** Signed in, with the next refresh under way until it is let go on. */
async function refreshing() {
  const context = await signedIn()
  const { opened, open } = gate()
  context.server.next(REFRESH, async (usual) => {
    await opened
    return usual()
  })
  context.clock.now += HOUR
  return { ...context, open }
}

describe('a caller who gives up', () => {
  test('36: is the only one to notice', async () => {
    const { auth, open } = await refreshing()
    const leaving = new AbortController()
    const left = auth.me.get({ signal: leaving.signal }).safe()
    const stayed = auth.me.get()
    await idle()

    leaving.abort(new Error('navigated away'))
    const result = await left
    open()
    const user = await stayed

    expect(!result.ok && isAbortedError(result.error) && result.error.cause).toEqual(
      new Error('navigated away'),
    )
    expect(user.name).toBe('Ada')
  })

  test('37: does not stop the refresh, even as the last one', async () => {
    const { auth, server, store, events, open } = await refreshing()
    const leaving = new AbortController()
    const left = [1, 2, 3].map(() => auth.me.get({ signal: leaving.signal }).safe())
    await idle()

    leaving.abort()
    await Promise.all(left)
    open()
    await idle()

    expect(await store.load()).toMatchObject({ generation: 1 })
    expect(events).toEqual(['local refreshed'])
    expect(server.count(ME)).toBe(0)
  })

  test('38: before the call has nothing sent and nothing read', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    let reads = 0
    const store = memoryStore()
    store.load = async () => {
      reads += 1
      throw new Error('locked')
    }
    const { auth, server } = setup({ store })
    await idle()
    reads = 0

    const call = auth.me.get({ signal: AbortSignal.abort() })
    const result = await call.safe()
    void auth.me.get({ signal: AbortSignal.abort() })
    await idle()
    process.off('unhandledRejection', note)

    expect(!result.ok && isAbortedError(result.error)).toBe(true)
    expect(server.seen).toEqual([])
    expect(reads).toBe(0)
    expect(unhandled).toEqual([])
  })

  test('of auth.fetch after the headers came ends the body', async () => {
    const { auth, server } = await signedIn()
    const leaving = new AbortController()
    server.next('GET /orders', (_, request) => {
      const body = new ReadableStream({
        start(controller) {
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason))
        },
      })
      return new Response(body)
    })

    const response = await auth.fetch('/orders', { signal: leaving.signal })
    const reading = response.text().catch((error: unknown) => error)
    leaving.abort(new Error('enough'))

    expect(await reading).toEqual(new Error('enough'))
  })
})

describe('the time of a call', () => {
  test('39: covers waiting for a refresh and the replay', async () => {
    stopTime()
    const { auth, server } = await signedIn()
    server.expireTokens()
    server.next(REFRESH, async (usual) => {
      await new Promise((resolve) => {
        setTimeout(resolve, 600)
      })
      return usual()
    })
    server.next(
      ME,
      () => problem(401, 'TOKEN_EXPIRED'),
      () => new Promise(() => undefined),
    )
    const started = performance.now()

    const result = await elapse(auth.me.get({ timeout: 1_000 }).safe())

    expect(!result.ok && isRequestTimeoutError(result.error)).toBe(true)
    expect(performance.now() - started).toBe(1_000)
    expect(server.count(ME)).toBe(2)
  })

  test('is ten seconds, also when the body never ends', async () => {
    stopTime()
    const { auth, server } = await signedIn()
    server.next(ME, () => new Response(new ReadableStream()))
    const started = performance.now()

    const result = await elapse(auth.me.get().safe())

    expect(!result.ok && isRequestTimeoutError(result.error)).toBe(true)
    expect(performance.now() - started).toBe(10_000)
  })

  test('can be unlimited', async () => {
    stopTime()
    const { auth, server } = await signedIn()
    const slow = gate()
    server.next(ME, async (usual) => {
      await slow.opened
      return usual()
    })

    const call = auth.me.get({ timeout: Infinity })
    await idle()
    const timers = vi.getTimerCount()
    slow.open()

    expect(timers).toBe(0)
    expect((await call).name).toBe('Ada')
  })

  test('leaves no timer behind when a request is aborted', async () => {
    stopTime()
    const { auth, server } = await signedIn()
    server.next(
      ME,
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    )
    const leaving = new AbortController()
    const call = auth.me.get({ signal: leaving.signal }).safe()
    await idle()

    leaving.abort()
    await call
    await idle()

    expect(vi.getTimerCount()).toBe(0)
    expect(server.count(ME)).toBe(1)
  })

  test('leaves no timer behind when a pause is aborted', async () => {
    stopTime()
    const { auth, server } = await signedIn()
    server.next(ME, () => problem(503, 'UNAVAILABLE', { 'retry-after': '5' }))
    const leaving = new AbortController()
    const call = auth.me.get({ signal: leaving.signal }).safe()
    await idle()

    leaving.abort()
    await call
    await idle()

    expect(vi.getTimerCount()).toBe(0)
    expect(server.count(ME)).toBe(1)
  })
})

test('60: a client that is disposed of during a refresh keeps its result, and falls silent', async () => {
  stopTime()
  const { auth, store, events, open } = await refreshing()
  const notices: string[] = []
  auth.subscribe(() => notices.push(auth.getSnapshot().status))
  const call = auth.me.get().safe()
  await idle()

  auth.dispose()
  open()
  await call
  await idle()

  expect(await store.load()).toMatchObject({ generation: 1 })
  expect(events).toEqual([])
  expect(notices).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})
