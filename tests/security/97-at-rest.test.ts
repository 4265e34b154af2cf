import { hash } from 'node:crypto'

import { createKeyring } from '@latchkey/core'
import type { AuthResult, TokenResult } from '@latchkey/contracts'
import type { LightMyRequestResponse } from 'fastify'
import type { NotNull } from 'kysely'
import { describe, expect } from 'vitest'

import { SECRET, test as base } from '../harness.ts'
import { dumpDatabase, formsOf } from './dump.ts'

const PASSWORDS = ['first lantern 4711', 'pässwörd with ünicode ✓', 'xylophone%_\\quarry']

const test = base
  /** A life of an installation, and every secret that a client saw or sent in it. */
  .extend('life', async ({ call }) => {
    const answers: (AuthResult | TokenResult)[] = []
    const keep = (response: LightMyRequestResponse) => {
      const answer: AuthResult = response.json()
      answers.push(answer)
      return answer
    }
    for (const [index, password] of PASSWORDS.entries()) {
      const email = `life-${index}@example.test`
      const registered = keep(
        await call('POST', '/api/auth/register', { body: { email, password, name: 'Person' } }),
      )
      const credentials = { email, password, deviceToken: registered.deviceToken }
      const again = keep(await call('POST', '/api/auth/login', { body: credentials }))
      const foreign = { email, password, deviceToken: 'not a device token of ours' }
      keep(await call('POST', '/api/auth/login', { body: foreign }))

      let { refreshToken } = again
      for (let turn = 0; turn < 3; turn += 1) {
        const body = { refreshToken }
        ;({ refreshToken } = keep(await call('POST', '/api/auth/refresh', { body })))
        await call('POST', '/api/auth/refresh', { body })
      }
      // A reused token, a session that ends, and passwords that are wrong leave traces too.
      await call('POST', '/api/auth/refresh', { body: { refreshToken: again.refreshToken } })
      await call('POST', '/api/auth/logout', { token: registered.accessToken })
      await call('POST', '/api/auth/login', { body: { email, password: WRONG_PASSWORD } })
      await call('PATCH', '/api/auth/me', { body: { name: 'Other' }, token: again.accessToken })
    }
    return answers
  })

const WRONG_PASSWORD = 'mistyped umbrella 1066'

describe('97 a copy of the database signs nobody in', () => {
  test('97 it has no secret that a client ever saw', async ({ db, life }) => {
    const dump = await dumpDatabase(db)

    const found = secretsOf(life).flatMap(([name, secret]) =>
      formsOf(secret)
        .filter((form) => dump.includes(form))
        .map((form) => `${name}: ${form}`),
    )

    expect(found).toEqual([])
    expect(life.length).toBe(18)
  })

  test('97 it has no secret of the server, nor what its keys decrypt', async ({
    app,
    db,
    life,
  }) => {
    const { privatePem } = app.auth.signingKeys.current()
    const keyring = createKeyring([SECRET])
    const stored = await db
      .selectFrom('signing_keys')
      .select(['kid', 'private_jwk'])
      .$narrowType<{ private_jwk: NotNull }>()
      .execute()
    const dump = await dumpDatabase(db)

    const secrets: [string, string | Buffer][] = [
      ['AUTH_SECRET', SECRET],
      ['AUTH_SECRET in bytes', Buffer.from(SECRET, 'base64url')],
      ['refresh key', keyring.current.key('refresh').export()],
      ['encryption key', keyring.current.key('encryption').export()],
      ['private key', privatePem.replaceAll(/-----.+-----|\n/g, '')],
    ]
    for (const { kid, private_jwk } of stored) {
      const { d }: { d: string } = JSON.parse(keyring.decrypt(private_jwk, `signing_keys/${kid}`))
      secrets.push(['private JWK', d], ['private scalar', Buffer.from(d, 'base64url')])
    }
    const found = secrets.flatMap(([name, secret]) =>
      formsOf(secret)
        .filter((form) => dump.includes(form))
        .map(() => name),
    )

    expect(found).toEqual([])
    expect(stored.length).toBe(2)
    for (const { private_jwk } of stored) {
      expect(private_jwk).toMatch(new RegExp(`^v1\\.${keyring.current.id}\\.`))
    }
    expect(life.length).toBeGreaterThan(0)
  })

  // A search that finds nothing proves something only if it finds what is there.
  test('97 the dump is complete: what may be there is found', async ({ db, life }) => {
    const dump = await dumpDatabase(db)
    const newest = life.findLast((answer) => answer.session.generation === 4)

    expect(dump).toContain('life-0@example.test')
    expect(dump).toContain('bcrypt-hmac-sha384')
    for (const { deviceToken } of life.filter(isSignIn)) {
      expect(dump).toContain(hash('sha256', deviceToken, 'hex'))
    }
    const secret = secretOf(newest?.refreshToken ?? '')
    expect(dump).toContain(hash('sha256', secret, 'hex'))
    expect(dump).toContain(hash('sha256', secret, 'base64').slice(0, -2))
  })

  // Whoever reads the row, with or without the last token, must not be able to make the next one.
  test('97 its hashes are no tokens', async ({ call, db, life }) => {
    const rows = await db.selectFrom('sessions').selectAll().execute()
    const devices = await db.selectFrom('known_devices').selectAll().execute()
    const live = life.findLast((answer) => answer.session.generation === 1)
    const token = Buffer.from(live?.refreshToken.slice(4) ?? '', 'base64url')

    const columns = rows.flatMap((row) => [row.hash, row.previous_hash, row.rotation_salt])
    for (const column of [...columns, ...devices.map((device) => device.hash)]) {
      if (!column) continue
      const secret = Buffer.alloc(32, column)
      const forged = Buffer.concat([token.subarray(0, 24), secret, token.subarray(56)])
      for (const text of [column.toString('base64url'), forged.toString('base64url')]) {
        const body = { refreshToken: `lkr_${text}` }
        const response = await call('POST', '/api/auth/refresh', { body })
        expect(response.json().code).toBe('REFRESH_TOKEN_INVALID')
      }
    }

    const body = { refreshToken: live?.refreshToken }
    expect((await call('POST', '/api/auth/refresh', { body })).statusCode).toBe(200)
  })
})

function secretsOf(life: readonly (AuthResult | TokenResult)[]): [string, string | Buffer][] {
  return [
    ...[...PASSWORDS, WRONG_PASSWORD].map((text): [string, string] => ['password', text]),
    ...life.flatMap((answer): [string, string | Buffer][] => {
      const { accessToken, refreshToken } = answer
      const signature = accessToken.slice(accessToken.lastIndexOf('.') + 1)
      return [
        ['access token', accessToken],
        ['signature', Buffer.from(signature, 'base64url')],
        ['refresh token', refreshToken],
        ['bytes of a refresh token', Buffer.from(refreshToken.slice(4), 'base64url')],
        ['secret of a refresh token', secretOf(refreshToken)],
      ]
    }),
    ...life.filter(isSignIn).flatMap(({ deviceToken }): [string, string | Buffer][] => [
      ['device token', deviceToken],
      ['bytes of a device token', Buffer.from(deviceToken.slice(4), 'base64url')],
    ]),
  ]
}

function secretOf(refreshToken: string): Buffer {
  return Buffer.from(refreshToken.slice(4), 'base64url').subarray(24, 56)
}

function isSignIn(answer: AuthResult | TokenResult): answer is AuthResult {
  return 'deviceToken' in answer
}
