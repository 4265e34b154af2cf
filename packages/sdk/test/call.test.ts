import type { AuthResult, Call, CallError, ProblemCode, User } from '@latchkey/sdk'
import { isApiError } from '@latchkey/sdk'
import { describe, expect, expectTypeOf, test } from 'vitest'

import type { GetMeProblem, LoginProblem } from '../src/generated/errors.ts'
import { credentials, idle, ME, setup, signedIn } from './harness.ts'
import { problem } from './server.ts'

describe('a call', () => {
  test('starts without being awaited, in the next microtask', async () => {
    const { auth, server } = await signedIn()

    const call = auth.me.get()
    const before = server.count(ME)
    await idle()

    expect(before).toBe(0)
    expect(server.count(ME)).toBe(1)
    await call
  })

  test('is made once, however often it is looked at', async () => {
    const { auth, server } = await signedIn()

    const call = auth.me.get()
    const [data, again, result, { response }] = await Promise.all([
      call,
      call,
      call.safe(),
      call.withResponse(),
    ])

    expect(server.count(ME)).toBe(1)
    expect(again).toBe(data)
    expect(result).toEqual({ ok: true, data })
    expect(response.status).toBe(200)
  })

  test('that fails while nobody looks does not disturb anybody', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const { auth, server } = setup()

    void auth.me.get()
    auth.me.get().catch(() => undefined)
    await idle()
    process.off('unhandledRejection', note)

    expect(server.count(ME)).toBe(2)
    expect(unhandled).toEqual([])
  })

  test('throws what safe() returns', async () => {
    const { auth } = setup()

    const call = auth.me.get()
    const result = await call.safe()

    expect(result).toMatchObject({ ok: false, error: { code: 'TOKEN_MISSING', status: 401 } })
    await expect(call).rejects.toBe(!result.ok && result.error)
    await expect(call.withResponse()).rejects.toBe(!result.ok && result.error)
  })

  test('safe() does not hide mistakes in the calling code', async () => {
    const { auth } = await signedIn()
    const circular: { [key: string]: string } = {}
    Object.assign(circular, { self: circular })

    await expect(auth.me.update({ profile: circular }).safe()).rejects.toThrow(TypeError)
  })

  test('gives undefined for an answer without a body', async () => {
    const { auth } = await signedIn()

    const { data, response } = await auth.signOut().withResponse()

    expect(data).toBeUndefined()
    expect(response.status).toBe(204)
  })

  test('sends its own headers besides those of the client', async () => {
    const { auth, server } = await signedIn({ headers: { 'x-app': 'shop', 'x-kind': 'client' } })

    await auth.me.get({ headers: { 'X-Kind': 'call' } })

    const headers = server.seen.at(-1)?.headers
    expect(headers?.get('x-app')).toBe('shop')
    expect(headers?.get('x-kind')).toBe('call')
    expect(headers?.get('accept')).toBe('application/json')
  })
})

// Guarantee: what the compiler knows about a call is exact, and nothing is `any`.
describe('the type of a call', () => {
  test('names its data and its problems', () => {
    const { auth } = setup()

    expectTypeOf(auth.me.get).returns.toEqualTypeOf<Call<User, GetMeProblem>>()
    expectTypeOf(auth.signIn).returns.toEqualTypeOf<Call<AuthResult, LoginProblem>>()
    expectTypeOf(auth.signOut).returns.resolves.toEqualTypeOf<void>()
    expectTypeOf(auth.me.get).returns.resolves.not.toBeAny()
    expectTypeOf(auth.getSnapshot().user).toEqualTypeOf<User | undefined>()
  })

  test('narrows a failure by its code, its name or a guard', async () => {
    const { auth, server } = setup()
    server.next('POST /api/auth/login', () => problem(429, 'RATE_LIMITED', { 'retry-after': '60' }))

    const result = await auth.signIn(credentials).safe()

    if (result.ok) throw new Error('The sign-in should have failed')
    const { error } = result
    expectTypeOf(error).toEqualTypeOf<CallError<LoginProblem>>()
    expectTypeOf(error.code).toEqualTypeOf<LoginProblem | 'UNEXPECTED_RESPONSE' | undefined>()
    if (error.code === 'RATE_LIMITED') {
      expectTypeOf(error.retryAfter).toEqualTypeOf<number | undefined>()
    }
    if (error.name === 'SessionExpiredError') {
      expectTypeOf(error.reason).toExtend<ProblemCode>()
    }
    expect(isApiError(error, 'RATE_LIMITED') && error.retryAfter).toBe(60)
    expect(isApiError(error, 'INTERNAL')).toBe(false)
  })
})
