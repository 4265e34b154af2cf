import { createHmac, randomBytes } from 'node:crypto'

import bcrypt from 'bcrypt'

/** Names the scheme in a stored hash. */
export const BCRYPT_SCHEME = 'bcrypt-hmac-sha384'

/** Least and greatest cost: bcrypt knows none below 4, and above 20 one hash takes a minute. */
export const COST_RANGE = { min: 4, max: 20 } as const

/**
 * Public on purpose. It keeps these digests apart from any other use of SHA-384, so that hashes
 * leaked elsewhere cannot be fed to bcrypt here, and it must never change: every stored hash
 * depends on it.
 */
const DIGEST_KEY = 'latchkey/password/v1'

const STORED = new RegExp(
  `^\\$${BCRYPT_SCHEME}\\$v=1\\$r=([4-9]|1\\d|20)\\$([./A-Za-z0-9]{22})\\$([./A-Za-z0-9]{31})$`,
)

/** What a stored hash consists of. `salt` and `digest` are in the base64 of bcrypt. */
export interface BcryptHash {
  readonly cost: number
  readonly salt: string
  readonly digest: string
}

/**
 * Reads `$bcrypt-hmac-sha384$v=1$r=<cost>$<salt>$<digest>`, nothing else.
 *
 * @returns undefined when `stored` has another form.
 */
export function parseBcryptHash(stored: string): BcryptHash | undefined {
  const [, cost, salt, digest] = STORED.exec(stored) ?? []
  if (cost === undefined || salt === undefined || digest === undefined) return undefined
  return { cost: Number(cost), salt, digest }
}

function formatBcryptHash({ cost, salt, digest }: BcryptHash): string {
  return `$${BCRYPT_SCHEME}$v=1$r=${cost}$${salt}$${digest}`
}

/**
 * 64 characters that stand for the whole password. bcrypt reads 72 bytes and stops at a NUL; this
 * has neither more bytes nor a NUL.
 */
export function digestPassword(password: string): string {
  return createHmac('sha384', DIGEST_KEY).update(password, 'utf8').digest('base64')
}

/** Hashes the digest of a password with a fresh salt and returns what is to be stored. */
export async function hashDigest(digested: string, cost: number): Promise<string> {
  const hashed = await bcrypt.hash(digested, bcrypt.genSaltSync(cost))
  const start = hashed.lastIndexOf('$') + 1
  return formatBcryptHash({
    cost,
    salt: hashed.slice(start, start + 22),
    digest: hashed.slice(start + 22),
  })
}

/** Whether the digest of a password is the one that was hashed. */
export function compareDigest(
  digested: string,
  { cost, salt, digest }: BcryptHash,
): Promise<boolean> {
  const rounds = String(cost).padStart(2, '0')
  return bcrypt.compare(digested, `$2b$${rounds}$${salt}${digest}`)
}

/**
 * A hash of no password: comparing with it costs what comparing with any other of this `cost`
 * costs, and never succeeds, since its digest is random and no hash at all.
 */
export function decoyHash(cost: number): BcryptHash {
  const salt = bcrypt.genSaltSync(cost).slice(-22)
  const digest = randomBytes(24).toString('base64').replaceAll('+', '.').slice(0, 31)
  return { cost, salt, digest }
}
