import { createAuth } from '@latchkey/sdk'
import { describe, expect, test } from 'vitest'

import { withBudget } from '../src/budget.ts'
import type { OperationCall } from '../src/call.ts'
import { createSendOperation } from '../src/operation.ts'
import { createTransport } from '../src/transport.ts'
import { setup } from './harness.ts'

/** The request that an operation becomes. */
async function requestFor(operation: OperationCall, baseUrl = 'https://auth.example.com') {
  const { promise, resolve } = Promise.withResolvers<Request>()
  const transport = createTransport(async (input) => {
    resolve(new Request(input))
    return new Response(null, { status: 204 })
  })
  const send = createSendOperation({ baseUrl, maxRetries: 0, headers: {} }, transport)
  await withBudget(1_000, undefined, (budget) => send(operation, budget, 'token'))
  return promise
}

describe('an operation', () => {
  test('puts parameters into the path and the query', async () => {
    const { url, method } = await requestFor({
      method: 'DELETE',
      path: '/api/auth/sessions/:sessionId',
      params: { sessionId: 'a/b c?#%' },
      query: { limit: 20, force: true, cursor: undefined, text: 'ä&=' },
    })

    expect(method).toBe('DELETE')
    expect(url).toBe(
      'https://auth.example.com/api/auth/sessions/a%2Fb%20c%3F%23%25?limit=20&force=true&text=%C3%A4%26%3D',
    )
  })

  // Guarantee: an id from outside never leads to another operation.
  test.for(['', '.', '..'])('refuses %o as a part of the path', async (sessionId) => {
    const operation = {
      method: 'DELETE',
      path: '/api/auth/sessions/:sessionId',
      params: { sessionId },
    }

    await expect(requestFor(operation)).rejects.toThrow(`"${sessionId}" cannot be a sessionId`)
  })

  test('keeps a path of the server', async () => {
    const { url } = await requestFor({ method: 'GET', path: '/api/auth/me' }, 'https://a.test/auth')

    expect(url).toBe('https://a.test/auth/api/auth/me')
  })

  // Guarantee: neither a token in a body nor one in a header follows a redirect, and cookies of the
  // page do not mix with tokens.
  test('follows no redirect and takes no cookies along', async () => {
    const { redirect, credentials } = await requestFor({
      method: 'POST',
      path: '/api/auth/refresh',
    })

    expect(redirect).toBe('error')
    expect(credentials).toBe('omit')
  })

  test('sends JSON', async () => {
    const request = await requestFor({ method: 'PATCH', path: '/', body: { name: null } })

    expect(request.headers.get('content-type')).toBe('application/json')
    expect(await request.text()).toBe('{"name":null}')
  })
})

describe('createAuth', () => {
  test('takes an address with or without a slash at the end', async () => {
    for (const baseUrl of ['https://a.test', 'https://a.test/', new URL('https://a.test')]) {
      const seen: string[] = []
      const { auth } = setup({
        baseUrl,
        async fetch(input) {
          seen.push(new Request(input).url)
          return Response.json({ keys: [] })
        },
      })

      await auth.keys.list()
      await auth.fetch('/orders')

      expect(seen).toEqual(['https://a.test/.well-known/jwks.json', 'https://a.test/orders'])
    }
  })

  test('refuses an address that is not absolute', () => {
    expect(() => createAuth({ baseUrl: '/auth' })).toThrow(TypeError)
  })

  test('uses the global fetch of the moment of a call', async () => {
    const { fetch } = globalThis
    const auth = createAuth({ baseUrl: 'https://a.test' })
    globalThis.fetch = async () => Response.json({ keys: [] })

    const keys = await auth.keys.list().finally(() => {
      globalThis.fetch = fetch
    })

    expect(keys).toEqual({ keys: [] })
  })
})
