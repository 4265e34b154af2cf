import fastifyJwt from '@fastify/jwt'
import { principalOf } from '@latchkey/http'
import { databaseTest } from '@latchkey/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { describe, expect } from 'vitest'

import { latchkey, session, userOf } from '../src/index.ts'

const PASSWORD = 'violet harbour 1897'
const hello = async () => 'hello'

const test = databaseTest
  .extend('host', ({}, { onCleanup }) => {
    const app = Fastify()
    onCleanup(() => app.close())
    return app
  })
  .extend('options', ({ postgresUrl: database }) => ({
    database,
    secret: 'pB3v0cT9mZx6sQ1yJr7kW4uN8eLhDgFaXoViRtYqKdM',
    publicUrl: 'https://app.example.test',
    bcryptCost: 4,
  }))

async function signUp(app: FastifyInstance) {
  const body = { username: 'ada', password: PASSWORD }
  const response = await app.inject({ method: 'POST', url: '/api/auth/register', body })
  return { authorization: `Bearer ${response.json().accessToken}` }
}

// Guarantee: a route that says who may call it is never served to anybody else.
describe('a route that Latchkey cannot guard does not boot', () => {
  test('declared before the plugin', async ({ host, options }) => {
    host.get('/secrets', { security: session }, hello)

    await expect(host.register(latchkey, options)).rejects.toThrow(/await[^]+\/secrets \(GET\)/)
  })

  test('declared after a registration that nobody awaited', async ({ host, options }) => {
    void host.register(latchkey, options)
    host.get('/secrets', { security: session }, hello)

    await expect(host.ready()).rejects.toThrow(/await[^]+\/secrets \(GET\)/)
  })

  test('declared while the plugin starts', async ({ host, options }) => {
    const started = host.register(latchkey, options)
    const outcome = Promise.resolve(started).then(() => 'started')
    // By now it waits for the database.
    await new Promise(setImmediate)

    expect(() => host.get('/secrets', { security: session }, hello)).toThrow(
      'GET /secrets was declared before Latchkey was there to guard it',
    )
    expect(await outcome).toBe('started')
  })

  test('declared by an earlier plugin', async ({ host, options }) => {
    await host.register(async (scope) => scope.delete('/secrets', { security: session }, hello))

    await expect(host.register(latchkey, options)).rejects.toThrow('/secrets (DELETE)')
  })

  test('outside of the scope that the plugin is in', async ({ host, options }) => {
    const scope = async (inner: FastifyInstance) => {
      await inner.register(latchkey, options)
    }

    await expect(host.register(scope)).rejects.toThrow('Latchkey belongs to the app itself')
  })
})

describe('an app with Latchkey in it', () => {
  test('guards what is declared after it, in scopes too', async ({ host, options }) => {
    // What CORS plugins declare.
    host.options('*', hello)
    const wrapper = fp(async (app) => {
      await app.register(latchkey, options)
    })
    await host.register(wrapper)
    host.get('/secrets', { security: session }, hello)
    await host.register(async (scope) => scope.get('/secrets', { security: session }, hello), {
      prefix: '/scope',
    })

    const strangers = await Promise.all(
      ['/secrets', '/scope/secrets'].map((url) => host.inject(url)),
    )
    const known = await host.inject({ url: '/scope/secrets', headers: await signUp(host) })

    expect(strangers.map(({ statusCode }) => statusCode)).toEqual([401, 401])
    expect(known.body).toBe('hello')
  })

  // Whoever decorates `user` first keeps it: a host that comes second names its own otherwise.
  const hosts = [
    ['before', [fastifyJwt, latchkey], 'user'],
    ['after', [latchkey, fastifyJwt], 'cart'],
  ] as const

  test.for(hosts)(
    'leaves @fastify/jwt to its host when it is registered %s',
    async ([, order, decoratorName], { host, options }) => {
      for (const plugin of order) {
        if (plugin === fastifyJwt) {
          await host.register(fastifyJwt, { secret: 'of the host', decoratorName })
        } else await host.register(latchkey, options)
      }
      host.get('/own', async (request) => request.jwtVerify())
      host.get('/me', { security: session }, async (request) => ({
        user: await userOf(request),
        principal: principalOf(request).userId,
      }))
      const own = { authorization: `Bearer ${host.jwt.sign({ cart: 7 })}` }
      const ours = await signUp(host)

      const [cart, me, swapped, reversed] = await Promise.all([
        host.inject({ url: '/own', headers: own }),
        host.inject({ url: '/me', headers: ours }),
        host.inject({ url: '/own', headers: ours }),
        host.inject({ url: '/me', headers: own }),
      ])

      expect(cart.json()).toMatchObject({ cart: 7 })
      expect(me.json()).toMatchObject({ user: { username: 'ada', id: me.json().principal } })
      expect(swapped.statusCode).not.toBe(200)
      expect(reversed.statusCode).toBe(401)
    },
  )
})
