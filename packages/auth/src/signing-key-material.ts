import { createPrivateKey, createPublicKey, generateKeyPairSync, hash } from 'node:crypto'

import type { PublicKey } from '@latchkey/contracts'
import type { Keyring } from '@latchkey/core'
import { Problem, type SigningKey, type VerificationKey } from '@latchkey/http'

/** A key as it is stored: the private part encrypted. */
export interface SealedSigningKey {
  readonly kid: string
  readonly publicJwk: PublicKey
  readonly privateJwk: string
}

/** A new key pair for ES256, named by the thumbprint of its public part (RFC 7638). */
export function generateSigningKey(keyring: Keyring): SealedSigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const kid = thumbprint(x, y)
  const publicJwk = { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' } as const
  const privateJwk = JSON.stringify(privateKey.export({ format: 'jwk' }))
  return { kid, publicJwk, privateJwk: keyring.encrypt(privateJwk, contextOf(kid)) }
}

/** @throws {Problem} `UNAVAILABLE` when this process cannot decrypt the private part. */
export function openSigningKey(
  { kid, privateJwk }: { readonly kid: string; readonly privateJwk: string | null },
  keyring: Keyring,
): SigningKey {
  if (privateJwk === null) {
    throw new Problem('UNAVAILABLE', { internal: `signing key ${kid} does not sign any more` })
  }
  const jwk: unknown = JSON.parse(keyring.decrypt(privateJwk, contextOf(kid)))
  if (typeof jwk !== 'object' || jwk === null) throw new Error(`signing key ${kid} is not a JWK`)
  const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' })
  return { kid, privatePem: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** The same private part under the current entry of the keyring. */
export function resealSigningKey(kid: string, privateJwk: string, keyring: Keyring): string {
  const context = contextOf(kid)
  return keyring.encrypt(keyring.decrypt(privateJwk, context), context)
}

export function toVerificationKey(jwk: PublicKey): VerificationKey {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return { kid: jwk.kid, pem: key.export({ type: 'spki', format: 'pem' }).toString() }
}

function contextOf(kid: string): string {
  return `signing_keys/${kid}`
}

/** RFC 7638: the required members in lexicographic order. */
function thumbprint(x: string, y: string): string {
  return hash('sha256', JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }), 'base64url')
}
