import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

import { describe, expect } from 'vitest'

import { test as base } from './forging.ts'
import { es256 } from './jws.ts'

const test = base
  /** A pair of an attacker, who signs everything correctly with it. */
  .extend('attacker', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'mine' }
    return { jwk, certificate: certificateLike(publicKey), signer: es256(privateKey) }
  })
  /** A host of an attacker. It counts connections, since it takes one to fetch anything. */
  .extend('host', async ({}, { onCleanup }) => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onCleanup(() => {
      server.close()
    })
    const { port } = addressOf(server.address())
    return { url: `http://127.0.0.1:${port}/keys.json`, connections: () => connections }
  })

describe('2 keys come from the server alone', () => {
  test('2 nothing in a header brings or names a key', async ({
    forge,
    statusOf,
    publicKey,
    attacker,
    host,
  }) => {
    const { jwk, certificate, signer } = attacker
    const members: Record<string, unknown>[] = [
      { jku: host.url },
      { x5u: host.url },
      { jwk },
      { x5c: [certificate] },
      { jwk, jku: host.url, x5u: host.url, x5c: [certificate] },
      { x5t: 'AAAA' },
      { 'x5t#S256': 'AAAA' },
    ]

    const answers = new Set<string>()
    for (const member of members) {
      for (const kid of [publicKey.kid, 'mine', host.url, undefined]) {
        const header = { ...member, kid }
        answers.add(await statusOf(forge({ header, signer })))
        // With our own signature too: what is ignored today must not become a habit of clients.
        answers.add(await statusOf(forge({ header })))
      }
    }

    expect([...answers]).toEqual(['401 TOKEN_INVALID'])
    expect(host.connections()).toBe(0)
  })

  test('2 kid is looked up and nothing else', async ({ forge, statusOf, publicKey, host }) => {
    const { kid } = publicKey
    const kids: unknown[] = [
      '../../dev/null',
      '/dev/null',
      '../../../../proc/self/environ',
      `../${kid}`,
      `${kid}\0`,
      `${kid} `,
      kid.toUpperCase(),
      kid.slice(0, -1),
      "' OR 1=1--",
      `${kid}' OR '1'='1`,
      "'; DROP TABLE signing_keys; --",
      '$(id)',
      host.url,
      'file:///etc/passwd',
      'x'.repeat(10_240),
      '__proto__',
      'constructor',
      'toString',
      '',
      [kid],
      { kid },
      { toString: kid },
      0,
      true,
      null,
      undefined,
    ]

    const answers = new Map<unknown, string>()
    for (const other of kids) answers.set(other, await statusOf(forge({ header: { kid: other } })))

    expect(new Set(answers.values())).toEqual(new Set(['401 TOKEN_INVALID']))
    expect(host.connections()).toBe(0)
    expect(await statusOf(forge())).toBe('200 OK')
  })

  // An unknown kid that made the server look in the database would be a way to keep it busy.
  test('2 an unknown kid asks nobody, not even the database', async ({
    forge,
    statusOf,
    database,
  }) => {
    const [genuine, unknown] = [forge(), forge({ header: { kid: 'retired' } })]

    await database.close()

    expect(await statusOf(unknown)).toBe('401 TOKEN_INVALID')
    expect(await statusOf(genuine)).toBe('503 UNAVAILABLE')
  })

  test('2 the empty key set trusts nobody', async ({ app, forge, statusOf }) => {
    const token = forge()
    const header = { kid: 'undefined' }

    app.latchkey.verificationKeys.replace([])

    expect(await statusOf(token)).toBe('401 TOKEN_INVALID')
    expect(await statusOf(forge({ header }))).toBe('401 TOKEN_INVALID')
  })
})

/** Nobody parses it: a chain in a header is refused for being there. */
function certificateLike(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (typeof address !== 'object' || !address) throw new Error('there is no port')
  return address
}
