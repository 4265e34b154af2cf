import { describe, expect } from 'vitest'

import { PASSWORD, PUBLIC_URL, test } from '../harness.ts'

/** What proxies write, and clients too. Underscores are a way around filters for dashes. */
const ADDRESS_HEADERS = [
  'x-forwarded-for',
  'x_forwarded_for',
  'x-real-ip',
  'x_real_ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-originating-ip',
  'x-remote-addr',
  'x-remote-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'fastly-client-ip',
  'client-ip',
  'forwarded',
  'via',
]

const spoofed = {
  ...Object.fromEntries(ADDRESS_HEADERS.map((name) => [name, '203.0.113.9'])),
  forwarded: 'for=203.0.113.9;host=evil.example;proto=http',
}

type Call = (
  method: 'POST',
  url: string,
  options: { body: unknown; headers?: Record<string, string> },
) => Promise<{ statusCode: number }>

/** The address that is noted when somebody signs in with these headers. */
async function signIn(call: Call, email: string | null, headers: Record<string, string>) {
  return call('POST', '/api/auth/login', { body: { email, password: PASSWORD }, headers })
}

test('47 no header of a client changes the address it has', async ({ call, db, signUp }) => {
  const { user } = await signUp()

  for (const [name, value] of Object.entries(spoofed)) {
    await signIn(call, user.email, { [name]: value })
    await signIn(call, user.email, { [name]: `${value}, 127.0.0.1` })
  }
  const sessions = await db.selectFrom('sessions').select('ip').distinct().execute()
  const devices = await db.selectFrom('known_devices').select('ip').distinct().execute()

  expect(sessions).toEqual([{ ip: '127.0.0.1' }])
  expect(devices).toEqual([{ ip: '127.0.0.1' }])
})

// CVE-2025-64101 and many more: links pointed to the host that a header named.
test('47 no header of a client changes the address the server has', async ({ app, call }) => {
  const headers = {
    ...spoofed,
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-server': 'evil.example',
    'x-original-host': 'evil.example',
    'x-host': 'evil.example',
    origin: 'https://evil.example',
    referer: 'https://evil.example/',
  }

  const urls = ['/api/auth/me', '/nowhere', '/openapi.json', '/docs', '/errors/NOT_FOUND']
  const responses = await Promise.all(urls.map((url) => call('GET', url, { headers })))
  const registered = await call('POST', '/api/auth/register', {
    headers,
    body: { email: 'ada@example.test', password: PASSWORD },
  })
  const { accessToken } = registered.json()
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString())

  expect(responses.map(({ body }) => body.includes('evil.example'))).toEqual(urls.map(() => false))
  expect(responses[0]?.json().type).toBe(`${PUBLIC_URL}/errors/TOKEN_MISSING`)
  expect([claims.iss, claims.aud]).toEqual([PUBLIC_URL, [PUBLIC_URL]])
  expect(app.latchkey.publicUrl.value).toBe(PUBLIC_URL)
})

describe('behind a proxy at another address', () => {
  test.override('options', { trustProxy: ['10.0.0.0/8', '192.0.2.7'] })

  test('47 who comes directly is not believed', async ({ call, db, signUp }) => {
    const { user } = await signUp()

    await signIn(call, user.email, spoofed)
    const sessions = await db.selectFrom('sessions').select('ip').distinct().execute()

    expect(sessions).toEqual([{ ip: '127.0.0.1' }])
  })
})

describe('behind the proxy that the request comes from', () => {
  test.override('options', { trustProxy: ['127.0.0.1'] })

  // Guarantee: what counts is the address that the trusted proxy saw, not what was there before.
  test('47 the last address that no trusted proxy has is the client', async ({
    call,
    db,
    signUp,
  }) => {
    const { user } = await signUp()
    const cases = [
      ['198.51.100.4', '198.51.100.4'],
      ['203.0.113.9, 198.51.100.4', '198.51.100.4'],
      ['127.0.0.1, 203.0.113.9, 198.51.100.4, 127.0.0.1', '198.51.100.4'],
      ['2001:db8::1', '2001:db8::1'],
    ] as const

    for (const [header, ip] of cases) {
      await db.deleteFrom('sessions').execute()
      await signIn(call, user.email, { ...spoofed, 'x-forwarded-for': header })
      const sessions = await db.selectFrom('sessions').select('ip').execute()

      expect(sessions, header).toEqual([{ ip }])
    }
  })

  test('47 what is no address at all does no harm', async ({ call, signUp }) => {
    const { user } = await signUp()
    const values = [
      '',
      ',',
      'unknown',
      '_hidden',
      '127.0.0.1:80',
      '[::1]:80',
      '::ffff:198.51.100.4',
      '999.999.999.999',
      '1',
      '0x7f000001',
      "'; drop table users; --",
      '\u00ff',
      'a'.repeat(8000),
      ','.repeat(8000),
      '1.2.3.4,'.repeat(900),
    ]

    const responses = []
    for (const value of values) {
      responses.push(await signIn(call, user.email, { 'x-forwarded-for': value }))
    }

    expect(responses.map(({ statusCode }) => statusCode)).toEqual(values.map(() => 200))
  })
})
