import type { PasswordHasher } from './password-hash.ts'
import type { RequestContext } from './request-context.ts'

/** A password that was right when it was verified; whether it still is, the database decides. */
export interface PasswordProof {
  readonly userId: string
  /** The hash it was verified with. */
  readonly verified: string
  /** What to keep from now on: the same, or one that replaces it. */
  readonly hash: string
}

/**
 * Verifies a password, and hashes it anew if that is due.
 *
 * @returns `undefined` for a wrong password.
 * @throws {Problem} `UNAVAILABLE` when too much hashing is waiting.
 */
export async function provePassword(
  hasher: PasswordHasher,
  password: string,
  stored: { userId: string; hash: string },
  context: RequestContext,
): Promise<PasswordProof | undefined> {
  const { userId, hash: verified } = stored
  const { ok, upgrade } = await hasher.verify(password, verified, context)
  if (!ok) return undefined
  const hash = upgrade ? await hasher.hash(password, context) : verified
  return { userId, verified, hash }
}
