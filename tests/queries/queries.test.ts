import { session } from '@latchkey/contracts'
import { sessionOf } from '@latchkey/http'
import { describe, expect } from 'vitest'

import { PASSWORD } from '../harness.ts'
import { test } from './counted.ts'

const email = 'ada@example.test'

describe('the database is asked', () => {
  test('nothing by a route that needs an access token', async ({
    app,
    call,
    signUp,
    statementsOf,
  }) => {
    app.route({
      method: 'GET',
      url: '/guarded',
      security: session,
      schema: { response: { 200: { type: 'object', properties: { id: { type: 'string' } } } } },
      handler: async (request) => ({ id: sessionOf(request).userId }),
    })
    const { accessToken: token, user } = await signUp()

    const statements = await statementsOf(async () => {
      const first = await call('GET', '/guarded', { token })
      const second = await call('GET', '/guarded', { token })

      expect([first.json(), second.json()]).toEqual([{ id: user.id }, { id: user.id }])
    })

    expect(statements).toEqual([])
  })

  test('nothing by a request whose credential is refused', async ({
    call,
    signUp,
    statementsOf,
  }) => {
    const { accessToken } = await signUp()
    const forged = `${accessToken.slice(0, -86)}${'A'.repeat(86)}`

    const statements = await statementsOf(async () => {
      for (const token of [undefined, 'nonsense', forged]) {
        const response = await call('GET', '/api/auth/me', token === undefined ? {} : { token })
        expect(response.statusCode).toBe(401)
      }
    })

    expect(statements).toEqual([])
  })

  test('once for the signed-in user', async ({ call, signUp, statementsOf }) => {
    const { accessToken: token } = await signUp()

    const statements = await statementsOf(async () => {
      expect((await call('GET', '/api/auth/me', { token })).statusCode).toBe(200)
    })

    expect(statements).toHaveLength(1)
    expect(statements).toSatisfy(arePrepared)
  })

  test('once by a refresh', async ({ call, signUp, statementsOf }) => {
    const { refreshToken } = await signUp()

    const statements = await statementsOf(async () => {
      const response = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
      expect(response.statusCode).toBe(200)
    })

    expect(statements).toHaveLength(1)
    expect(statements).toSatisfy(arePrepared)
  })

  test.for([
    ['the right password', PASSWORD, 200],
    ['a wrong password', 'not the password', 401],
  ] as const)(
    'at most three times by a sign-in with %s',
    async ([, password, status], { call, signUp, statementsOf }) => {
      await signUp({ email })

      const statements = await statementsOf(async () => {
        const response = await call('POST', '/api/auth/login', { body: { email, password } })
        expect(response.statusCode).toBe(status)
      })

      expect(statements.length).toBeLessThanOrEqual(3)
      expect(statements).toSatisfy(arePrepared)
    },
  )

  test('at most five times by a registration, its transaction included', async ({
    signUp,
    statementsOf,
  }) => {
    const statements = await statementsOf(() => signUp())

    expect(statements.map(({ text }) => text)).toContain('begin')
    expect(statements.length).toBeLessThanOrEqual(5)
  })
})

/** Planning a statement each time would cost more than running it. */
function arePrepared(statements: readonly { readonly name: string | undefined }[]): boolean {
  return statements.every(({ name }) => name !== undefined)
}
