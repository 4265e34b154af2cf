import { describe, expect } from 'vitest'

import { PASSWORD, test } from '../harness.ts'

describe('35 opaque credentials match exactly', () => {
  test('35 a refresh token that is almost right is refused', async ({ call, signUp }) => {
    const { refreshToken, accessToken } = await signUp()

    const accepted: string[] = []
    for (const [name, text] of mutations(refreshToken)) {
      const { statusCode, body } = await call('POST', '/api/auth/refresh', {
        body: { refreshToken: text },
      })
      const { code } = JSON.parse(body)
      if (statusCode !== 401 || code !== 'REFRESH_TOKEN_INVALID') accepted.push(`${name}: ${body}`)
    }

    expect(accepted).toEqual([])
    const response = await call('GET', '/api/auth/me', { token: accessToken })
    expect(response.statusCode).toBe(200)
  })

  test('35 a refresh token that is almost right signs nobody out', async ({ call, signUp }) => {
    const { refreshToken } = await signUp()

    for (const [, text] of mutations(refreshToken)) {
      const response = await call('POST', '/api/auth/logout', { body: { refreshToken: text } })
      expect(response.statusCode).toBe(204)
    }

    const response = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    expect(response.statusCode).toBe(200)
  })

  // The previous token of a session is compared by another path than the newest.
  test('35 a replaced refresh token that is almost right is refused', async ({ call, signUp }) => {
    const { refreshToken } = await signUp()
    const { refreshToken: newest } = (
      await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    ).json()

    const codes = new Set<string>()
    for (const [, text] of mutations(refreshToken)) {
      const response = await call('POST', '/api/auth/refresh', { body: { refreshToken: text } })
      codes.add(response.json().code)
    }

    expect([...codes]).toEqual(['REFRESH_TOKEN_INVALID'])
    const repeated = await call('POST', '/api/auth/refresh', { body: { refreshToken } })
    expect(repeated.json().refreshToken).toBe(newest)
  })

  test('35 a device token that is almost right recognises nobody', async ({ call, signUp }) => {
    const { deviceToken, user } = await signUp()
    const login = async (text: string) => {
      const body = { email: user.email, password: PASSWORD, deviceToken: text }
      return (await call('POST', '/api/auth/login', { body })).json().deviceToken
    }

    for (const [name, text] of mutations(deviceToken)) {
      expect([name, await login(text)]).toEqual([name, expect.stringMatching(/^lkd_[\w-]{43}$/)])
      expect([name, await login(text)]).not.toEqual([name, deviceToken])
    }
    expect(await login(deviceToken)).toBe(deviceToken)
  })
})

/** `prefix_text` changed in ways that loose comparisons overlook. */
function mutations(credential: string): [name: string, text: string][] {
  const body = credential.slice(4)
  const last = credential.slice(-1)
  const half = Math.floor(credential.length / 2)
  return [
    ['one character shorter', credential.slice(0, -1)],
    ['half of it', credential.slice(0, half)],
    ['its prefix', credential.slice(0, 4)],
    ['without its prefix', body],
    ['without its first character', credential.slice(1)],
    ['one character longer', `${credential}A`],
    ['padded', `${credential}==`],
    ['twice', credential + body],
    ['in capitals', credential.toUpperCase()],
    ['in small letters', credential.toLowerCase()],
    ['prefix in capitals', credential.slice(0, 4).toUpperCase() + body],
    ['first letter in the other case', credential.slice(0, 4) + swapFirstLetter(body)],
    ['last character replaced', credential.slice(0, -1) + neighbour(last)],
    ['middle character replaced', replaceAt(credential, half)],
    ['NUL after it', `${credential}\0`],
    ['NUL and more after it', `${credential}\0A`],
    ['NUL before it', `\0${credential}`],
    ['NUL inside', `${credential.slice(0, half)}\0${credential.slice(half)}`],
    ['space after it', `${credential} `],
    ['space before it', ` ${credential}`],
    ['newline after it', `${credential}\n`],
    ['wildcard', `${credential.slice(0, -1)}%`],
    ['other dash', credential.replace('_', '\u2017')],
    ['full-width first letter', `\uFF4C${credential.slice(1)}`],
    ['percent-encoded', credential.replace('_', '%5F')],
  ]
}

function swapFirstLetter(text: string): string {
  return text.replace(/[A-Za-z]/, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  )
}

function replaceAt(text: string, at: number): string {
  return text.slice(0, at) + neighbour(text.charAt(at)) + text.slice(at + 1)
}

/** The next character of the base64url alphabet: for a last character, often only unused bits. */
function neighbour(char: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt((alphabet.indexOf(char) + 1) % alphabet.length)
}
