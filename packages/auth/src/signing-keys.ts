import { createPrivateKey, createPublicKey, generateKeyPairSync, hash } from 'node:crypto'

import type { PublicKey } from '@latchkey/contracts'
import type { Keyring } from '@latchkey/core'
import type { Database } from '@latchkey/database'
import { Problem, type KeySet, type SigningKey } from '@latchkey/http'

import {
  insertFirstSigningKey,
  listTrustedSigningKeys,
  type StoredSigningKey,
} from './signing-key-store.ts'

export interface SigningKeys {
  /** @throws {Problem} `UNAVAILABLE` while there is none. */
  current(): SigningKey
  /** What anybody may know: the keys that verify our tokens. */
  publicKeys(): readonly PublicKey[]
  /** Reads the keys from the database; makes the first one when there is none. */
  load(): Promise<void>
}

export interface SigningKeysOptions {
  db: Database
  keyring: Keyring
  /** Where verification looks for keys. */
  keySet: KeySet
}

/**
 * The keys that sign access tokens. They are kept in the database, the private parts encrypted, so
 * every process signs with the same one and tokens survive a restart.
 */
export function createSigningKeys({ db, keyring, keySet }: SigningKeysOptions): SigningKeys {
  let current: SigningKey | undefined
  let published: readonly PublicKey[] = []

  async function loadTrusted(): Promise<readonly StoredSigningKey[]> {
    const stored = await listTrustedSigningKeys(db)
    if (stored.some((key) => key.state === 'current')) return stored
    await insertFirstSigningKey(db, generate(keyring))
    return listTrustedSigningKeys(db)
  }

  return {
    current() {
      if (!current) throw new Problem('UNAVAILABLE', { internal: 'there is no signing key' })
      return current
    },
    publicKeys: () => published,
    async load() {
      const trusted = await loadTrusted()
      const signing = trusted.find((key) => key.state === 'current')
      current = signing && { kid: signing.kid, privatePem: decrypt(signing, keyring) }
      published = trusted.map((key) => key.publicJwk)
      keySet.replace(published.map((jwk) => ({ kid: jwk.kid, pem: toPem(jwk) })))
    },
  }
}

function generate(keyring: Keyring): Omit<StoredSigningKey, 'state'> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const kid = thumbprint(x, y)
  const publicJwk = { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' } as const
  const privateJwk = JSON.stringify(privateKey.export({ format: 'jwk' }))
  return { kid, publicJwk, privateJwk: keyring.encrypt(privateJwk, contextOf(kid)) }
}

function decrypt({ kid, privateJwk }: StoredSigningKey, keyring: Keyring): string {
  const jwk: unknown = JSON.parse(keyring.decrypt(privateJwk, contextOf(kid)))
  if (typeof jwk !== 'object' || jwk === null) throw new Error(`signing key ${kid} is not a JWK`)
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function contextOf(kid: string): string {
  return `signing_keys/${kid}`
}

function toPem(jwk: PublicKey): string {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

/** RFC 7638: the required members in lexicographic order. */
function thumbprint(x: string, y: string): string {
  return hash('sha256', JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }), 'base64url')
}
