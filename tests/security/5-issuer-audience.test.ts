import { describe, expect } from 'vitest'

import { PUBLIC_URL } from '../harness.ts'
import { test } from './forging.ts'

const API = 'https://api.example.test'
const OTHER = 'https://other.example.test'

describe('5 tokens of another issuer or for another API', () => {
  test('5 only the exact issuer is ours', async ({ forge, statusOf }) => {
    const answers = new Map<unknown, string>()
    for (const iss of near(PUBLIC_URL)) answers.set(iss, await statusOf(forge({ claims: { iss } })))

    expect(new Set(answers.values())).toEqual(new Set(['401 TOKEN_INVALID']))
  })

  test('5 an audience without us is for somebody else', async ({ forge, statusOf }) => {
    const audiences: unknown[] = [
      ...near(PUBLIC_URL).filter((aud) => !isListOf(aud, PUBLIC_URL)),
      ...near(PUBLIC_URL).map((aud) => [aud]),
      [],
      [OTHER, API],
      [`${OTHER}, ${PUBLIC_URL}`],
      { 0: PUBLIC_URL, length: 1 },
    ]

    const answers = new Map<unknown, string>()
    for (const aud of audiences) answers.set(aud, await statusOf(forge({ claims: { aud } })))

    expect(new Set(answers.values())).toEqual(new Set(['401 TOKEN_INVALID']))
  })

  test('5 an audience that contains us is accepted', async ({ forge, statusOf }) => {
    for (const aud of [[PUBLIC_URL], [OTHER, PUBLIC_URL]]) {
      expect(await statusOf(forge({ claims: { aud } }))).toBe('200 OK')
    }
  })

  describe('with a second API', () => {
    test.override('options', { audience: [API] })

    // A token that was cut down to that API must not change the account.
    test('5 a token for that API alone is not for us', async ({ forge, statusOf, user }) => {
      expect(await statusOf(user.accessToken)).toBe('200 OK')
      expect(await statusOf(forge({ claims: { aud: [API] } }))).toBe('401 TOKEN_INVALID')
      expect(await statusOf(forge({ claims: { aud: API } }))).toBe('401 TOKEN_INVALID')
    })
  })
})

/** What is almost `text`, or compares equal to it where types are not looked at. */
function near(text: string): unknown[] {
  return [
    undefined,
    null,
    '',
    OTHER,
    `${text}/`,
    `${text} `,
    ` ${text}`,
    `${text}\0`,
    `${text}.attacker.test`,
    `${text}@attacker.test`,
    text.slice(0, -1),
    text.slice(1),
    text.toUpperCase(),
    text.replace('https', 'http'),
    '.*',
    '*',
    0,
    true,
    { toString: text },
    [[text]],
    [text, OTHER],
    [text],
  ]
}

function isListOf(value: unknown, text: string): boolean {
  return Array.isArray(value) && value.includes(text)
}
