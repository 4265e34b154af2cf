import type { LightMyRequestResponse } from 'fastify'
import { createServer } from 'latchkey/server'
import { describe, expect } from 'vitest'

import { PASSWORD, PUBLIC_URL, SECRET } from '../harness.ts'
import { test } from './forging.ts'

/** What can become of the private part of a key. */
const DAMAGES = {
  'under a secret that is gone': 'v1.00000000.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA',
  'changed by somebody': 'v1.KEYID.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA',
  'not encrypted': '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}',
  empty: '',
}

describe.each(Object.entries(DAMAGES))('33 a signing key that is %s', (_damage, text) => {
  // Guarantee: without a key nothing is signed, with any other key neither, and what is signed
  // already stays good.
  test('33 denies what needs a new token, and nothing else', async ({
    app,
    call,
    db,
    user,
    forge,
    statusOf,
  }) => {
    const damaged = text.replace('KEYID', app.latchkey.keyring.current.id)
    await db.updateTable('signing_keys').set({ private_jwk: damaged }).execute()
    // A process that has not seen the key before, as after a rotation elsewhere.
    await db
      .updateTable('signing_keys')
      .set({ private_jwk: null, state: 'previous' })
      .where('state', '=', 'current')
      .execute()
    await db
      .updateTable('signing_keys')
      .set({ state: 'current', kid: 'other' })
      .where('state', '=', 'next')
      .execute()
    await app.auth.signingKeys.load()

    const refused = [
      await call('POST', '/api/auth/login', {
        body: { email: user.user.email, password: PASSWORD },
      }),
      await call('POST', '/api/auth/register', {
        body: { email: 'new@example.test', password: PASSWORD },
      }),
      await call('POST', '/api/auth/refresh', { body: { refreshToken: user.refreshToken } }),
    ]

    expect(refused.map(verdict)).toEqual(Array(3).fill('503 UNAVAILABLE'))
    expect(await statusOf(user.accessToken)).toBe('200 OK')
    expect(await statusOf(forge({ header: { kid: 'other' } }))).toBe('401 TOKEN_INVALID')
  })

  test('33 keeps a server from starting', async ({ app, db }) => {
    const damaged = text.replace('KEYID', app.latchkey.keyring.current.id)
    await db.updateTable('signing_keys').set({ private_jwk: damaged }).execute()

    const server = createServer({
      database: db,
      secret: SECRET,
      publicUrl: PUBLIC_URL,
      logger: false,
    })

    await expect(server).rejects.toThrow()
  })
})

// Guarantee: what cannot be read is not guessed, and what was known before stays known.
test('33 keys that cannot be read change nothing', async ({ app, call, db, user, statusOf }) => {
  await db.updateTable('signing_keys').set({ public_jwk: '{"kty":"oct","k":"AAAA"}' }).execute()

  await expect(app.auth.signingKeys.load()).rejects.toThrow('is not a JWK')

  const { keys }: { keys: object[] } = (await call('GET', '/.well-known/jwks.json')).json()
  expect(keys.length).toBe(2)
  expect(await statusOf(user.accessToken)).toBe('200 OK')
})

function verdict(response: LightMyRequestResponse): string {
  const { code }: { code?: string } = response.json()
  return `${response.statusCode} ${code ?? 'OK'}`
}
