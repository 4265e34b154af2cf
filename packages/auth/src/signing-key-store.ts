import type { PublicKey } from '@latchkey/contracts'
import type { Database, JsonObject } from '@latchkey/database'

export interface StoredSigningKey {
  kid: string
  publicJwk: PublicKey
  /** Encrypted. */
  privateJwk: string
  state: 'next' | 'current' | 'previous' | 'retired'
}

/** Adds a first key; does nothing when there is a current one, whichever process made it. */
export async function insertFirstSigningKey(
  db: Database,
  key: Omit<StoredSigningKey, 'state'>,
): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({
      kid: key.kid,
      alg: key.publicJwk.alg,
      public_jwk: JSON.stringify(key.publicJwk),
      private_jwk: key.privateJwk,
      state: 'current',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Every key whose signatures are trusted, the oldest first. */
export async function listTrustedSigningKeys(db: Database): Promise<StoredSigningKey[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .select(['kid', 'public_jwk', 'private_jwk', 'state'])
    .where('state', '!=', 'retired')
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    kid: row.kid,
    publicJwk: toPublicKey(row.kid, row.public_jwk),
    privateJwk: row.private_jwk,
    state: row.state,
  }))
}

function toPublicKey(kid: string, { x, y }: JsonObject): PublicKey {
  if (typeof x !== 'string' || typeof y !== 'string') throw new Error(`key ${kid} is not a JWK`)
  return { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' }
}
