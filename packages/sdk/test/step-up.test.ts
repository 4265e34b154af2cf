import { isApiError, isRequestTimeoutError, type Auth } from '@latchkey/sdk'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { credentials, elapse, gate, idle, REFRESH, signedIn, stopTime } from './harness.ts'
import { problem } from './server.ts'

const VAULT = 'GET /vault'
const REAUTHENTICATE = 'POST /api/auth/reauthenticate'

/** A client whose user answers every question with `password`. */
async function withUser(password = credentials.password) {
  const asked: number[] = []
  const context = await signedIn({
    onReauthenticate: async ({ status }) => {
      asked.push(status)
      await context.auth.reauthenticate({ password })
    },
  })
  return { ...context, asked }
}

/** What a server answers that trusts no proof. */
function refuse(): Response {
  return problem(401, 'REAUTHENTICATION_REQUIRED')
}

async function statuses(auth: Auth, calls: number): Promise<number[]> {
  const responses = await Promise.all(Array.from({ length: calls }, () => auth.fetch('/vault')))
  return responses.map(({ status }) => status)
}

describe('61: a call that wants a recent sign-in', () => {
  // Guarantee: nothing is lost or signed out because a sign-in lies too far back.
  test('is repeated once the user has proved who he is', async () => {
    const { auth, server, events, asked } = await withUser()

    const response = await auth.fetch('/vault', { method: 'POST', body: 'open' })

    expect(await response.json()).toEqual({ received: 'open' })
    expect(asked).toEqual([401])
    expect([server.count('POST /vault'), server.count(REFRESH)]).toEqual([2, 0])
    expect(events).toEqual([])
  })

  test('asks once for all that are refused', async () => {
    const { auth, server, asked } = await withUser()

    expect(await statuses(auth, 5)).toEqual([200, 200, 200, 200, 200])
    expect(asked).toEqual([401])
    expect(server.count(VAULT)).toBe(10)
  })

  test('asks again when the proof has become old', async () => {
    const { auth, server, asked } = await withUser()
    await statuses(auth, 1)
    server.expireTokens()

    expect(await statuses(auth, 1)).toEqual([200])
    expect(asked).toEqual([401, 401])
  })

  test('ends with the refusal when the user gives no proof', async () => {
    const { auth, server, store, events } = await signedIn({ onReauthenticate: () => undefined })

    const response = await auth.fetch('/vault')

    expect((await response.json()).code).toBe('REAUTHENTICATION_REQUIRED')
    expect([server.count(VAULT), server.count(REFRESH)]).toEqual([1, 0])
    expect(await store.load()).toMatchObject({ sessionId: 'session-1' })
    expect(events).toEqual([])
  })

  test('ends with the refusal when the proof is wrong', async () => {
    const { auth, server, asked } = await withUser('incorrect horse')

    expect(await statuses(auth, 1)).toEqual([401])
    expect(asked).toEqual([401])
    expect([server.count(VAULT), server.count(REAUTHENTICATE)]).toEqual([1, 1])
  })

  test('ends with the refusal when nobody can be asked', async () => {
    const { auth, server } = await signedIn()

    expect(await statuses(auth, 1)).toEqual([401])
    expect([server.count(VAULT), server.count(REFRESH)]).toEqual([1, 0])
  })

  test('is refused a second time for good', async () => {
    const { auth, server, asked } = await withUser()
    server.next(VAULT, refuse, refuse)

    expect(await statuses(auth, 1)).toEqual([401])
    expect(asked).toEqual([401])
    expect(server.count(VAULT)).toBe(2)
  })

  test('with a stream as body is not repeated, and nobody is asked', async () => {
    const { auth, asked } = await withUser()
    const body = new Blob(['open']).stream()

    const response = await auth.fetch('/vault', { method: 'POST', body })

    expect([response.status, asked]).toEqual([401, []])
  })

  test('is refreshed first when its token has expired, and asks then', async () => {
    const { auth, server, asked } = await withUser()
    server.expireTokens()

    expect(await statuses(auth, 1)).toEqual([200])
    expect([asked.length, server.count(REFRESH), server.count(VAULT)]).toEqual([1, 1, 3])
  })

  test('is not repeated for somebody who signed in meanwhile', async () => {
    const { auth, server } = await signedIn({
      onReauthenticate: async () => {
        await auth.signIn(credentials)
      },
    })

    expect(await statuses(auth, 1)).toEqual([401])
    expect(server.count(VAULT)).toBe(1)
  })
})

describe('the time of a call', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  // Guarantee: a person may take as long as he wants to find his password.
  test('does not run while the user is asked', async () => {
    stopTime()
    const answer = gate()
    const { auth } = await signedIn({
      onReauthenticate: async () => {
        await answer.opened
        await auth.reauthenticate({ password: credentials.password })
      },
    })

    const call = auth.fetch('/vault', { timeout: 1000 })
    await idle()
    vi.advanceTimersByTime(600_000)
    answer.open()

    expect((await elapse(call)).status).toBe(200)
  })

  test('goes on afterwards', async () => {
    stopTime()
    const answer = gate()
    const { auth, server } = await signedIn({
      onReauthenticate: async () => {
        await answer.opened
        await auth.reauthenticate({ password: credentials.password })
        server.next(VAULT, () => new Promise(() => undefined))
      },
    })

    const call = auth.fetch('/vault', { timeout: 1000 }).catch((error: unknown) => error)
    await idle()
    vi.advanceTimersByTime(600_000)
    answer.open()

    expect(isRequestTimeoutError(await elapse(call))).toBe(true)
  })
})

describe('reauthenticate', () => {
  // Guarantee: the new access token is the one that is kept and used; the session goes on as before.
  test('replaces the access token, and nothing else', async () => {
    const { auth, store, events } = await signedIn()
    const before = await store.load()

    const { accessToken } = await auth.reauthenticate({ password: credentials.password })

    expect(await store.load()).toEqual({ ...before, accessToken })
    expect(await statuses(auth, 1)).toEqual([200])
    expect(events).toEqual([])
  })

  test('with a wrong password changes nothing, and refreshes nothing', async () => {
    const { auth, server, store } = await signedIn()
    const before = await store.load()

    const result = await auth.reauthenticate({ password: 'incorrect horse' }).safe()

    expect(!result.ok && isApiError(result.error, 'INVALID_CREDENTIALS')).toBe(true)
    expect(await store.load()).toEqual(before)
    expect(server.count(REFRESH)).toBe(0)
  })

  test('that is overtaken by another sign-in leaves that alone', async () => {
    const { auth, server, store } = await signedIn()
    const { opened, open } = gate()
    server.next(REAUTHENTICATE, async (usual) => {
      const response = await usual()
      await opened
      return response
    })

    const confirming = auth.reauthenticate({ password: credentials.password })
    await idle()
    await auth.signIn(credentials)
    const kept = await store.load()
    open()
    await confirming

    expect(await store.load()).toEqual(kept)
  })
})
