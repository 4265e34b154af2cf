import { isApiError, isConnectionError } from '@latchkey/sdk'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { credentials, elapse, ME, signedIn, stopTime } from './harness.ts'
import { offline, problem, unavailable } from './server.ts'

const PATCH_ME = 'PATCH /api/auth/me'

beforeEach(stopTime)
afterEach(() => vi.useRealTimers())

describe('a request that the server cannot answer', () => {
  test('is repeated when that is safe', async () => {
    const { auth, server } = await signedIn()
    server.next(ME, unavailable, offline)

    const user = await elapse(auth.me.get())

    expect(user.name).toBe('Ada')
    expect(server.count(ME)).toBe(3)
  })

  test('is repeated as often as it may be, then fails as it did last', async () => {
    const { auth, server } = await signedIn({ maxRetries: 1 })
    server.next(ME, offline, unavailable)
    server.next(ME, offline, offline, offline, offline)

    const first = await elapse(auth.me.get().safe())
    const second = await elapse(auth.me.get({ maxRetries: 3 }).safe())

    expect(!first.ok && isApiError(first.error, 'UNAVAILABLE')).toBe(true)
    expect(!second.ok && isConnectionError(second.error)).toBe(true)
    expect(server.count(ME)).toBe(6)
  })

  test('waits between the tries, longer each time', async () => {
    const { auth, server } = await signedIn()
    server.next(ME, unavailable, unavailable)
    const started = performance.now()
    const at: number[] = []
    server.next(ME, (usual) => {
      at.push(performance.now() - started)
      return usual()
    })

    await elapse(auth.me.get())

    const [waited = 0] = at
    expect(waited).toBeGreaterThanOrEqual(150 + 300)
    expect(waited).toBeLessThanOrEqual(300 + 600)
  })

  test.for([
    ['is refused', unavailable],
    ['fails', offline],
  ] as const)('35: is not repeated when a change %s', async ([, answer]) => {
    const { auth, server } = await signedIn()
    server.next(PATCH_ME, answer)

    const result = await auth.me.update({ name: 'Grace' }).safe()

    expect(result.ok).toBe(false)
    expect(server.count(PATCH_ME)).toBe(1)
  })

  test('35: is repeated with an idempotency key', async () => {
    const { auth, server } = await signedIn()
    server.next(PATCH_ME, unavailable, offline)

    const user = await elapse(auth.me.update({ name: 'Grace' }, { idempotencyKey: 'once' }))

    expect(user.name).toBe('Grace')
    expect(server.count(PATCH_ME)).toBe(3)
  })

  test('35: nor is a sign-in', async () => {
    const { auth, server } = await signedIn()
    server.next('POST /api/auth/login', offline)

    const result = await auth.signIn(credentials).safe()

    expect(!result.ok && isConnectionError(result.error)).toBe(true)
    expect(server.count('POST /api/auth/login')).toBe(2)
  })

  test('of auth.fetch follows the same rules', async () => {
    const { auth, server } = await signedIn()
    server.next('GET /orders', unavailable)
    server.next('POST /orders', unavailable, unavailable)

    const read = await elapse(auth.fetch('/orders'))
    const changed = await auth.fetch('/orders', { method: 'POST', body: 'text' })
    const once = await elapse(
      auth.fetch('/orders', { method: 'POST', body: 'text', idempotencyKey: 'once' }),
    )

    expect([read.status, changed.status, once.status]).toEqual([200, 503, 201])
  })
})

test('34: a stream is not sent again either when there is no answer', async () => {
  const { auth, server } = await signedIn()
  server.next('PUT /orders', offline)

  const body = new Blob(['text']).stream()
  const error = await auth
    .fetch('/orders', { method: 'PUT', body })
    .catch((thrown: unknown) => thrown)

  expect(isConnectionError(error)).toBe(true)
  expect(server.count('PUT /orders')).toBe(1)
})

describe('Retry-After', () => {
  test('of more than ten seconds is handed to the caller at once', async () => {
    const { auth, server } = await signedIn()
    server.next(ME, () => problem(429, 'RATE_LIMITED', { 'retry-after': '11' }))

    const result = await auth.me.get({ timeout: 60_000 }).safe()

    expect(!result.ok && isApiError(result.error) && result.error.retryAfter).toBe(11)
    expect(server.count(ME)).toBe(1)
  })

  test('of more than what is left of the time is not waited for', async () => {
    const { auth, server } = await signedIn()
    server.next(ME, () => problem(503, 'UNAVAILABLE', { 'retry-after': '5' }))

    const result = await auth.me.get({ timeout: 4_000 }).safe()

    expect(!result.ok && result.error.code).toBe('UNAVAILABLE')
  })

  test('may be a date', async () => {
    const { auth, server } = await signedIn()
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    server.next(ME, () => problem(429, 'RATE_LIMITED', { 'retry-after': date }))

    const result = await auth.me.get().safe()

    const seconds = !result.ok && isApiError(result.error) ? result.error.retryAfter : 0
    expect(seconds).toBeGreaterThan(3_590)
    expect(seconds).toBeLessThanOrEqual(3_600)
  })
})
