import { inspect } from 'node:util'

import {
  AbortedError,
  ApiError,
  ConnectionError,
  isAbortedError,
  isApiError,
  isConnectionError,
  isLatchkeyError,
  isRequestTimeoutError,
  isSessionChangedError,
  isSessionExpiredError,
  isStorageError,
  LatchkeyError,
  RequestTimeoutError,
  SessionChangedError,
  SessionExpiredError,
  StorageError,
  type AuthEvent,
} from '@latchkey/sdk'
import { describe, expect, test, vi } from 'vitest'

import { credentials, ME, REFRESH, setup, signedIn } from './harness.ts'
import { offline, problem } from './server.ts'

const refusal = { status: 503, problem: undefined, retryAfter: undefined }

const errors = [
  new ApiError(refusal),
  new ConnectionError('offline'),
  new RequestTimeoutError('late'),
  new AbortedError('stopped'),
  new SessionExpiredError('SESSION_EXPIRED'),
  new SessionChangedError('changed'),
  new StorageError('locked'),
]

describe('the guards', () => {
  test.for([
    ['isApiError', isApiError, ['ApiError']],
    ['isConnectionError', isConnectionError, ['ConnectionError', 'RequestTimeoutError']],
    ['isRequestTimeoutError', isRequestTimeoutError, ['RequestTimeoutError']],
    ['isAbortedError', isAbortedError, ['AbortedError']],
    ['isSessionExpiredError', isSessionExpiredError, ['SessionExpiredError']],
    ['isSessionChangedError', isSessionChangedError, ['SessionChangedError']],
    ['isStorageError', isStorageError, ['StorageError']],
  ] as const)('%s knows its errors from all others', ([, guard, names]) => {
    const known = [...errors, new Error('other'), { name: names[0] }, null].filter((error) =>
      guard(error),
    )

    expect(known.map((error) => error?.name)).toEqual(names)
  })

  test('agree with instanceof', () => {
    for (const error of errors) {
      expect(error).toBeInstanceOf(LatchkeyError)
      expect(isLatchkeyError(error)).toBe(true)
    }
    expect(new RequestTimeoutError('late')).toBeInstanceOf(ConnectionError)
  })

  // Guarantee: an application and a library that bundle the SDK twice understand each other.
  test('know the errors of another copy of the package', async () => {
    vi.resetModules()
    const other = await import('@latchkey/sdk')

    const foreign = new other.SessionExpiredError('SESSION_EXPIRED')

    expect(foreign).not.toBeInstanceOf(SessionExpiredError)
    expect(isSessionExpiredError(foreign)).toBe(true)
    expect(isLatchkeyError(foreign)).toBe(true)
  })
})

describe('an ApiError', () => {
  test('carries everything the server said', async () => {
    const { auth, server } = await signedIn()
    server.next(ME, () => problem(403, 'FORBIDDEN', { 'retry-after': '1' }))

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error).toMatchObject({
      name: 'ApiError',
      message: 'It is FORBIDDEN (FORBIDDEN)',
      status: 403,
      code: 'FORBIDDEN',
      requestId: 'request-1',
      retryAfter: 1,
      replayable: true,
      problem: { type: 'https://auth.example.com/errors/FORBIDDEN' },
    })
  })

  test.for([
    ['a page', () => new Response('<html>', { status: 502 })],
    ['other JSON', () => Response.json({ code: 'INTERNAL' }, { status: 502 })],
    [
      'a broken problem document',
      () =>
        new Response('{', {
          status: 502,
          headers: { 'content-type': 'application/problem+json' },
        }),
    ],
  ] as const)('says so when %s refused in place of a server', async ([, answer]) => {
    const { auth, server } = await signedIn({ maxRetries: 0 })
    server.next(ME, answer)

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error).toMatchObject({
      status: 502,
      code: 'UNEXPECTED_RESPONSE',
      problem: undefined,
    })
  })

  test('is a ConnectionError when the answer is a success that no server gave', async () => {
    const { auth, server } = await signedIn()
    server.next(ME, () => new Response('<html>'))

    const result = await auth.me.get().safe()

    expect(!result.ok && isConnectionError(result.error)).toBe(true)
  })
})

// Guarantee: logging an error or an event never logs a credential.
test('no error and no event holds a token', async () => {
  const { auth, server, clock } = await signedIn({ maxRetries: 0 })
  const seen: unknown[] = []
  const note = (event: AuthEvent) => seen.push(event)
  auth.on('refreshed', note)
  auth.on('refreshFailed', note)
  auth.on('expired', note)
  auth.on('signedIn', note)
  const fail = async (call: Promise<unknown>) => {
    seen.push(await call.catch((error: unknown) => error))
  }

  server.next(ME, offline)
  await fail(auth.me.get())
  server.next(ME, () => problem(403, 'FORBIDDEN'))
  await fail(auth.me.get())
  server.next('GET /orders', offline)
  await fail(auth.fetch('/orders'))
  await fail(auth.me.get({ timeout: 0 }))
  clock.now += 3_600_000
  server.next(REFRESH, offline)
  await fail(auth.me.get())
  clock.now += 3_600_000
  await auth.me.get()
  server.revokeSessions()
  await fail(auth.me.get())
  await auth.signIn(credentials)

  expect(seen).toHaveLength(10)
  const text = inspect(seen, { depth: Infinity, showHidden: true, getters: true })
  expect(text).toContain('SESSION_REVOKED')
  expect(text).not.toMatch(/access\.|refresh\.|Bearer|correct horse/)
})

test('a client that nobody signed in to says that a credential is missing', async () => {
  const { auth } = setup()

  const result = await auth.me.get().safe()

  expect(!result.ok && isApiError(result.error, 'TOKEN_MISSING')).toBe(true)
})
