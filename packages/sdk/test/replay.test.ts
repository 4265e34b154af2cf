import { isApiError } from '@latchkey/sdk'
import { describe, expect, test } from 'vitest'

import { baseUrl, credentials, ME, REFRESH, setup, signedIn } from './harness.ts'
import { json, problem } from './server.ts'

const ORDERS = 'POST /orders'

function streamOf(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream()
}

function refuse(): Response {
  return problem(401, 'TOKEN_INVALID')
}

describe('a refused access token', () => {
  test('26: that is refused again after the refresh ends the call, not the session', async () => {
    const { auth, server, store, events } = await signedIn()
    server.next(ME, refuse, refuse, refuse)

    const result = await auth.me.get().safe()

    expect(!result.ok && isApiError(result.error, 'TOKEN_INVALID') && result.error.status).toBe(401)
    expect(server.count(ME)).toBe(2)
    expect(server.count(REFRESH)).toBe(1)
    expect(await store.load()).toMatchObject({ generation: 1 })
    expect(events).toEqual(['local refreshed'])
  })

  test('26: after a refresh that the call waited for is not refreshed once more', async () => {
    const { auth, server, clock } = await signedIn()
    clock.now += 3_600_000
    server.next(ME, () => problem(401, 'TOKEN_EXPIRED'))

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error.code).toBe('TOKEN_EXPIRED')
    expect(server.count(REFRESH)).toBe(1)
  })

  test('of an answer that does not say why is refreshed', async () => {
    const { auth, server } = await signedIn()
    server.next('GET /orders', () => new Response('denied', { status: 401 }))

    const response = await auth.fetch('/orders')

    expect(response.status).toBe(200)
    expect(server.count(REFRESH)).toBe(1)
  })
})

describe('no refresh', () => {
  test('28: for a missing permission', async () => {
    const { auth, server } = await signedIn()
    server.next(ME, () => problem(403, 'FORBIDDEN'))

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error.code).toBe('FORBIDDEN')
    expect(server.count(REFRESH)).toBe(0)
  })

  test('29: for a refused sign-in, even with a session', async () => {
    const { auth, server, store } = await signedIn()
    server.next('POST /api/auth/login', () => problem(401, 'INVALID_CREDENTIALS'))

    const result = await auth.signIn(credentials).safe()

    expect(!result.ok && result.error.code).toBe('INVALID_CREDENTIALS')
    expect(server.count(REFRESH)).toBe(0)
    expect(server.seen.at(-1)?.authorization).toBeNull()
    expect(await store.load()).toMatchObject({ sessionId: 'session-1' })
  })

  test('29: for any other operation that is open to everybody', async () => {
    const { auth, server } = await signedIn()
    server.next('GET /.well-known/jwks.json', () => problem(401, 'TOKEN_EXPIRED'))

    const result = await auth.keys.list().safe()

    expect(result.ok).toBe(false)
    expect(server.count(REFRESH)).toBe(0)
    expect(server.seen.at(-1)?.authorization).toBeNull()
  })

  test('30: for a client with an API key', async () => {
    const { auth, server } = setup({ headers: { 'X-API-Key': 'lk_test_wrong' } })

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error.code).toBe('API_KEY_INVALID')
    expect(server.count(REFRESH)).toBe(0)
  })

  test.for([
    'REAUTHENTICATION_REQUIRED',
    'SECOND_FACTOR_REQUIRED',
    'INVALID_CREDENTIALS',
    'API_KEY_INVALID',
  ])('for %s, which a new token does not change', async (code) => {
    const { auth, server, store } = await signedIn()
    server.next(ME, () => problem(401, code))

    const result = await auth.me.get().safe()

    expect(!result.ok && result.error.code).toBe(code)
    expect(server.count(REFRESH)).toBe(0)
    expect(await store.load()).toBeDefined()
  })
})

describe('a repeated request', () => {
  test('32: has the same body and the same idempotency key', async () => {
    const { auth, server } = await signedIn()
    server.expireTokens()

    await auth.me.update({ name: 'Grace' }, { idempotencyKey: 'once' })

    const sent = server.seen.filter(({ method }) => method === 'PATCH')
    expect(sent.map(({ body }) => body)).toEqual(['{"name":"Grace"}', '{"name":"Grace"}'])
    expect(sent.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['once', 'once'])
    expect(new Set(sent.map(({ authorization }) => authorization)).size).toBe(2)
  })

  test.for<[string, () => string | FormData | Blob | URLSearchParams | Uint8Array<ArrayBuffer>]>([
    ['a string', () => 'text'],
    ['FormData', () => form({ a: '1' })],
    ['a Blob', () => new Blob(['blob'])],
    ['URLSearchParams', () => new URLSearchParams({ name: 'value' })],
    ['bytes', () => new TextEncoder().encode('bytes')],
  ])('33: is possible with %s', async ([, body]) => {
    const { auth, server } = await signedIn()
    server.expireTokens()

    const response = await auth.fetch('/orders', { method: 'POST', body: body() })

    const sent = server.seen.filter(({ path }) => path === '/orders')
    expect(response.status).toBe(201)
    expect(sent).toHaveLength(2)
    expect(sent.every(({ body }) => body.length > 3)).toBe(true)
  })

  test('34: is not possible with a stream; the token is renewed for the next try', async () => {
    const { auth, server } = await signedIn()
    server.expireTokens()

    const error = await auth
      .fetch('/orders', { method: 'POST', body: streamOf('first') })
      .catch((thrown: unknown) => thrown)
    const again = await auth.fetch('/orders', {
      method: 'POST',
      body: streamOf('again'),
    })

    expect(error).toMatchObject({ name: 'ApiError', code: 'TOKEN_EXPIRED', replayable: false })
    expect(again.status).toBe(201)
    expect(server.count(ORDERS)).toBe(2)
    expect(server.count(REFRESH)).toBe(1)
  })

  test('34: nor with the body of a Request', async () => {
    const { auth, server } = await signedIn()
    server.expireTokens()
    const request = new Request(`${baseUrl}/orders`, { method: 'POST', body: 'text' })

    const error = await auth.fetch(request).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ name: 'ApiError', code: 'TOKEN_EXPIRED', replayable: false })
    expect(server.count(ORDERS)).toBe(1)
  })

  test('34: so a stream waits for a fresh token when the old one ends soon', async () => {
    const { auth, server, clock } = await signedIn({ lifetime: 900 })
    clock.now += 890_000

    await auth.fetch('/orders', { method: 'POST', body: streamOf('text') })

    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.1')
  })

  test('a Request without a body is repeated', async () => {
    const { auth, server } = await signedIn()
    server.expireTokens()

    const response = await auth.fetch(new Request(`${baseUrl}/orders`))

    expect(response.status).toBe(200)
    expect(server.count('GET /orders')).toBe(2)
  })

  test('59: carries our new token in place of our old one, also when the caller set it', async () => {
    const { auth, server } = await signedIn()
    server.expireTokens()

    const response = await auth.fetch('/orders', {
      headers: { Authorization: 'Bearer access.session-1.0' },
    })

    expect(response.status).toBe(200)
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.1')
  })
})

function form(entries: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(entries)) data.set(name, value)
  return data
}

describe('auth.fetch', () => {
  test('adds the token for the origin of the server', async () => {
    const { auth, server } = await signedIn()

    const orders = await auth.fetch('/orders').then((response) => response.json())

    expect(orders).toEqual([{ id: 1 }])
    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.0')
  })

  test('56: adds it nowhere else', async () => {
    const { auth, server } = await signedIn()
    const others = [
      'https://evil.example/orders',
      'http://auth.example.com/orders',
      'https://auth.example.com:8443/orders',
      'https://auth.example.com.evil.example/orders',
      '//evil.example/orders',
      '\\\\evil.example/orders',
    ]

    for (const address of others) await auth.fetch(address)

    const sent = server.seen.filter(({ path }) => path === '/orders')
    expect(sent).toHaveLength(6)
    expect(sent.map(({ authorization }) => authorization)).toEqual(Array(6).fill(null))
    expect(server.count(REFRESH)).toBe(0)
  })

  test('56: except for the origins that are allowed', async () => {
    const { auth, server } = await signedIn({ allowedOrigins: ['https://api.example.com'] })

    await auth.fetch('https://api.example.com/orders')

    expect(server.seen.at(-1)?.authorization).toBe('Bearer access.session-1.0')
  })

  test('leaves a credential of the caller alone, and refreshes nothing for it', async () => {
    const { auth, server } = await signedIn()

    const response = await auth.fetch('/orders', { headers: { authorization: 'Basic abc' } })

    expect(response.status).toBe(401)
    expect(server.seen.at(-1)?.authorization).toBe('Basic abc')
    expect(server.count(REFRESH)).toBe(0)
  })

  test('returns every answer, whatever its status', async () => {
    const { auth, server } = await signedIn()
    server.next('GET /orders', () => json(422, { wrong: true }))

    const response = await auth.fetch('/orders')

    expect(response.status).toBe(422)
    expect(await response.json()).toEqual({ wrong: true })
  })
})
