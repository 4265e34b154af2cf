import type { AuthResult, Operation } from '@latchkey/contracts'
import { describe, expect } from 'vitest'

import { PASSWORD } from '../harness.ts'
import { test as base } from './forging.ts'
import { decode } from './jws.ts'
import { guarded, sampleBody, withBody } from './samples.ts'

/** A text that somebody holds, made from what signing up answered. */
type Kind = (user: AuthResult) => string

/** Where a credential is taken. Tells whether it did anything there, and how it was refused. */
type Place = (token: string, user: AuthResult) => Promise<'works' | 'no effect' | number>

const test = base
  .extend('kinds', ({ forge }): Record<string, Kind> => {
    const jwt = (header: Record<string, unknown>): Kind => {
      return (user) => forge({ header, claims: decode(user.accessToken, 1) })
    }
    return {
      'access token': (user) => user.accessToken,
      'refresh token': (user) => user.refreshToken,
      'device token': (user) => user.deviceToken,
      // All of these carry a genuine signature and the claims of the user.
      'JWT without type': jwt({ typ: undefined }),
      JWT: jwt({ typ: 'JWT' }),
      'ID token': jwt({ typ: 'id_token+jwt' }),
      'logout token': jwt({ typ: 'logout+jwt' }),
      'proof of possession': jwt({ typ: 'dpop+jwt' }),
      introspection: jwt({ typ: 'token-introspection+jwt' }),
      'reset token as JWT': jwt({ typ: 'reset+jwt' }),
      'access token, type in capitals': jwt({ typ: 'AT+JWT' }),
      'access token, full media type': jwt({ typ: 'application/at+jwt' }),
      'ID token by its claims': (user) =>
        forge({ claims: { ...decode(user.accessToken, 1), aud: ['first-party'], nonce: 'n' } }),
      'API key': () => 'lk_test_0123456789ABCDEFGHIJabcdefghij012345',
      'session id': (user) => user.session.id,
      'user id': (user) => user.user.id,
      'token id': (user) => String(decode(user.accessToken, 1)['jti']),
      password: () => PASSWORD,
    }
  })
  .extend('places', ({ call }): Record<string, Place> => {
    const answers = async (...[method, url, options]: Parameters<typeof call>) => {
      const { statusCode } = await call(method, url, options)
      return statusCode === 401 || statusCode === 400 ? statusCode : ('works' as const)
    }
    const isSignedIn = async ({ accessToken }: AuthResult) =>
      (await call('GET', '/api/auth/me', { token: accessToken })).statusCode === 200
    const signsOut = async (user: AuthResult, options: Parameters<typeof call>[2]) => {
      const { statusCode } = await call('POST', '/api/auth/logout', options)
      if (statusCode !== 204) return statusCode
      return (await isSignedIn(user)) ? ('no effect' as const) : ('works' as const)
    }
    return {
      ...Object.fromEntries(
        guarded.flatMap((operation): [string, Place][] => {
          const { method, operationId } = operation
          const body = withBody.find((other) => other.operationId === operationId)?.body
          const request = body && { body: sampleBody(body) }
          const url = pathOf(operation)
          return [
            [`bearer of ${operationId}`, (token) => answers(method, url, { ...request, token })],
            [
              `X-API-Key of ${operationId}`,
              (token) => answers(method, url, { ...request, headers: { 'x-api-key': token } }),
            ],
          ]
        }),
      ),
      query: (token) => answers('GET', `/api/auth/me?access_token=${encodeURIComponent(token)}`),
      cookie: (token) =>
        answers('GET', '/api/auth/me', {
          headers: { cookie: `__Host-latchkey-access=${encodeURIComponent(token)}` },
        }),
      refresh: (refreshToken) => answers('POST', '/api/auth/refresh', { body: { refreshToken } }),
      'bearer of refresh': (token) => answers('POST', '/api/auth/refresh', { token }),
      logout: (refreshToken, user) => signsOut(user, { body: { refreshToken } }),
      'bearer of logout': (token, user) => signsOut(user, { token }),
      // A device grants nothing; being recognised is all there is to it.
      'device at login': async (deviceToken, { user }) => {
        const body = { email: user.email, password: PASSWORD, deviceToken }
        const response = await call('POST', '/api/auth/login', { body })
        if (response.statusCode !== 200) return response.statusCode
        return response.json().deviceToken === deviceToken ? 'works' : 'no effect'
      },
      'password at login': async (password, { user }) =>
        answers('POST', '/api/auth/login', { body: { email: user.email, password } }),
    }
  })

/** Everything that is supposed to work. */
const DIAGONAL: Readonly<Record<string, (place: string) => boolean>> = {
  'access token': (place) =>
    place === 'bearer of logout' ||
    (place.startsWith('bearer of ') && place !== 'bearer of refresh'),
  'refresh token': (place) => place === 'refresh' || place === 'logout',
  'device token': (place) => place === 'device at login',
  password: (place) => place === 'password at login',
}

describe('4 kinds of tokens never cross', () => {
  test('4 every kind works at its place and nowhere else', async ({ kinds, places, signUp }) => {
    const wrong: string[] = []
    for (const [kind, textOf] of Object.entries(kinds)) {
      let user = await signUp()
      for (const [place, use] of Object.entries(places)) {
        const outcome = await use(textOf(user), user)
        const isExpected = DIAGONAL[kind]?.(place) === true
        const isRefused = outcome === 400 || outcome === 401 || outcome === 'no effect'
        if (isExpected ? outcome !== 'works' : !isRefused) {
          wrong.push(`${kind} at ${place}: ${outcome}`)
        }
        // What works may have ended the session.
        if (outcome === 'works') user = await signUp()
      }
    }

    expect(wrong).toEqual([])
  })

  // A refusal must not end the session either: whoever holds an id would sign people out.
  test('4 a token at the wrong place does no harm', async ({ kinds, places, signUp, call }) => {
    const user = await signUp()

    for (const [kind, textOf] of Object.entries(kinds)) {
      for (const [place, use] of Object.entries(places)) {
        if (DIAGONAL[kind]?.(place) !== true) await use(textOf(user), user)
      }
    }

    const { refreshToken, accessToken: token } = user
    expect((await call('GET', '/api/auth/me', { token })).statusCode).toBe(200)
    const refreshed = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    expect(refreshed.statusCode).toBe(200)
  })
})

function pathOf({ url }: Operation): string {
  return url.replaceAll(/:\w+/g, '01900000-0000-7000-8000-000000000000')
}
