import { session } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { test } from './harness.ts'

const hello = async () => ({ hello: 'world' })

describe('app.authenticate', () => {
  test('guards a route that cannot declare security', async ({ harness: { app, sign } }) => {
    app.get('/orders', { onRequest: app.authenticate(session) }, hello)

    const stranger = await app.inject('/orders')
    const known = await app.inject({
      url: '/orders',
      headers: { authorization: `Bearer ${sign()}` },
    })

    expect([stranger.statusCode, known.statusCode]).toEqual([401, 200])
  })

  // Guarantee: what the types refuse makes no guard in plain JavaScript either.
  test.for([['admin'], ['public'], [undefined], [{}], [{ by: 'sesion' }], [{ role: 'admin' }]])(
    'makes no hook for %j',
    ([security], { harness: { app } }) => {
      expect(() => Reflect.apply(app.authenticate, app, [security])).toThrow(TypeError)
    },
  )

  // Guarantee: a hook that was never made answers, and lets nobody in.
  test('used as a hook itself it says how it is used', async ({ harness: { app, sign } }) => {
    const route = { method: 'GET', url: '/orders', handler: hello }
    app.route(Object.assign(route, { onRequest: Object(app.authenticate) }))

    const response = await app.inject({
      url: '/orders',
      headers: { authorization: `Bearer ${sign()}` },
    })

    expect(response.statusCode).toBe(500)
    expect(response.json().message).toContain('`onRequest: app.authenticate(session)`')
  })
})
