import { randomUUID } from 'node:crypto'

import type { JWT } from '@fastify/jwt'

import type { Clock } from './clock.ts'
import type { KeySet, TrustedKey } from './key-set.ts'
import type { SessionPrincipal } from './principal.ts'
import { Problem } from './problem.ts'
import type { RevocationSet } from './revocation-set.ts'
import { parseObject, readSignedClaims } from './signed-claims.ts'
import { createTokenCache } from './token-cache.ts'

/** What an access token says about a session. Times are in seconds since 1970. */
export interface AccessTokenClaims {
  readonly sub: string
  readonly sid: string
  readonly gen: number
  readonly role: string
  readonly scope: string
  readonly client_id: string
  readonly auth_time: number
}

/** A private key that signs, in PKCS #8 PEM. */
export interface SigningKey {
  readonly kid: string
  readonly privatePem: string
}

export interface AccessTokens {
  /**
   * Signs a JWT access token (RFC 9068) that lives for `lifetime` seconds from now.
   *
   * @param extra claims of the application; they never replace those of Latchkey.
   */
  sign(
    claims: AccessTokenClaims,
    key: SigningKey,
    lifetime: number,
    extra?: Readonly<Record<string, unknown>>,
  ): string
  /**
   * Verifies an access token without asking anybody: signature, type, issuer, audience, times and
   * revocation. The same token again costs one look-up.
   *
   * @throws {Problem} `TOKEN_INVALID`, `TOKEN_EXPIRED`, `SESSION_REVOKED`
   */
  verify(token: string): SessionPrincipal
  /** As `verify`, for signing out: an expired or revoked token still names its session. */
  identify(token: string): SessionPrincipal
}

export interface AccessTokenOptions {
  jwt: JWT
  keys: KeySet
  revocations: RevocationSet
  clock: Clock
  /** Read at every call: known only once the server listens. */
  issuer: () => string
  /** APIs beside this server that its tokens are meant for. */
  audience: () => readonly string[]
  permissionsOf: (role: string) => ReadonlySet<string>
}

/** Seconds that the clocks of issuer and verifier may differ by. Expiry is never extended. */
export const CLOCK_TOLERANCE = 60

const ALGORITHM = 'ES256'
const TYPE = 'at+jwt'

/** Three base64url segments; an ES256 signature is 64 bytes, so its last character has 4 zero bits. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/
const MAX_LENGTH = 8192

/** A token whose every check was passed at some time. */
interface Verified {
  readonly principal: SessionPrincipal
  /** Milliseconds since 1970. */
  readonly verifiedAt: number
}

/** Access tokens: made and verified in memory, with no look-up per request. */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { jwt, keys, revocations, clock, issuer, audience, permissionsOf } = options
  const cache = createTokenCache<Verified>()

  function checkSignature(token: string, ignoreExpiration: boolean) {
    const { kid, publicKey } = trustedKey(token, keys)
    const claims = readSignedClaims(token, publicKey)
    if (!claims) throw new Problem('TOKEN_INVALID')
    return { kid, principal: toPrincipal(claims, clock.now() / 1000, ignoreExpiration) }
  }

  function toPrincipal(
    claims: Record<string, unknown>,
    now: number,
    ignoreExpiration: boolean,
  ): SessionPrincipal {
    const { iss, aud, sub, sid, gen, role, client_id, auth_time, jti, iat, nbf, exp } = claims
    if (
      iss !== issuer() ||
      !Array.isArray(aud) ||
      !aud.includes(issuer()) ||
      !isText(sub) ||
      !isText(sid) ||
      !isText(role) ||
      !isText(client_id) ||
      !isText(jti) ||
      !isTime(gen) ||
      !isTime(auth_time) ||
      !isTime(iat) ||
      !isTime(exp) ||
      (nbf !== undefined && !isTime(nbf)) ||
      iat > now + CLOCK_TOLERANCE ||
      (nbf !== undefined && nbf > now + CLOCK_TOLERANCE)
    ) {
      throw new Problem('TOKEN_INVALID')
    }
    if (!ignoreExpiration && exp <= now) throw new Problem('TOKEN_EXPIRED')
    return Object.freeze({
      kind: 'session',
      userId: sub,
      sessionId: sid,
      generation: gen,
      role,
      permissions: permissionsOf(role),
      clientId: client_id,
      authenticatedAt: auth_time,
      expiresAt: exp,
      claims: Object.freeze(claims),
    })
  }

  return {
    sign(claims, key, lifetime, extra) {
      const now = Math.floor(clock.now() / 1000)
      const payload = {
        ...extra,
        ...claims,
        iss: issuer(),
        aud: [...new Set([...audience(), issuer()])],
        iat: now,
        exp: now + lifetime,
        jti: randomUUID(),
      }
      return jwt.sign(payload, {
        key: key.privatePem,
        kid: key.kid,
        algorithm: ALGORITHM,
        header: { alg: ALGORITHM, typ: TYPE },
      })
    },

    verify(token) {
      const now = clock.now()
      let entry = cache.find(token)
      // By a clock that was set back, it may have been issued in the future.
      if (!entry || !keys.find(entry.kid) || now < entry.value.verifiedAt) {
        const { kid, principal } = checkSignature(token, false)
        entry = { kid, value: { principal, verifiedAt: now } }
        cache.add(token, entry)
      }
      const { principal } = entry.value
      if (principal.expiresAt * 1000 <= now) {
        cache.remove(token)
        throw new Problem('TOKEN_EXPIRED')
      }
      const effect = revocations.effectOn(principal.sessionId, principal.generation)
      if (effect) throw new Problem(effect === 'revoked' ? 'SESSION_REVOKED' : 'TOKEN_EXPIRED')
      return principal
    },

    identify: (token) => checkSignature(token, true).principal,
  }
}

/**
 * A strict look at the three segments and the header before anything is verified: nothing in a header
 * chooses the algorithm or brings a key (RFC 8725, sections 3.1 and 3.10).
 */
function trustedKey(token: string, keys: KeySet): TrustedKey {
  if (token.length > MAX_LENGTH || !COMPACT_JWS.test(token)) throw new Problem('TOKEN_INVALID')
  const header = parseObject(token.slice(0, token.indexOf('.'))) ?? {}
  const isOurs =
    header.alg === ALGORITHM &&
    header.typ === TYPE &&
    typeof header.kid === 'string' &&
    Object.keys(header).length === 3
  const key = isOurs && typeof header.kid === 'string' ? keys.find(header.kid) : undefined
  if (!key) throw new Problem('TOKEN_INVALID')
  return key
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Whole, not negative, and small enough to be exact. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0
}
