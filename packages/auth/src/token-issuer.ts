import type { ReauthenticationResult, TokenResult } from '@latchkey/contracts'
import { toUser, type Core } from '@latchkey/core'
import type { Database } from '@latchkey/database'
import { Problem } from '@latchkey/http'

import { withinDeadline } from './hook-deadline.ts'
import { readClaims, type AuthHooks } from './hooks.ts'
import { formatRefreshToken } from './refresh-token.ts'
import type { SessionGrant } from './session-store.ts'
import type { SigningKeys } from './signing-keys.ts'
import { findUser } from './user-store.ts'

export interface TokenIssuer {
  /** Both tokens of a session, the refresh token from its secret. Its user may be new in `db`. */
  issue(db: Database, grant: SessionGrant, secret: Buffer, keyId: string): Promise<TokenResult>
  /** Only a new access token, of the generation that the session has. */
  issueAccess(db: Database, grant: SessionGrant): Promise<ReauthenticationResult>
}

export interface TokenIssuerOptions {
  core: Core
  signingKeys: SigningKeys
  hooks: AuthHooks
  /** From 0 to less than 1. */
  random?: () => number
}

/** The client of people who use the application itself. */
export const FIRST_PARTY = 'first-party'

/**
 * Each token lives up to 5 % shorter than it may: clients that signed in together, after an outage
 * say, do not come back together.
 */
const JITTER = 0.05

export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { core, signingKeys, hooks, random = Math.random } = options
  const { keyring, roles, accessTokens, accessTokenLifetime } = core

  async function extraClaims(db: Database, userId: string) {
    if (!hooks.accessTokenClaims) return undefined
    const user = await findUser(db, userId)
    if (!user) throw new Problem('SESSION_REVOKED')
    const claims = () => hooks.accessTokenClaims?.(toUser(user))
    return readClaims(await withinDeadline('accessTokenClaims', claims))
  }

  async function issueAccess(db: Database, grant: SessionGrant): Promise<ReauthenticationResult> {
    const expiresIn = accessTokenLifetime - Math.floor(random() * accessTokenLifetime * JITTER)
    const accessToken = accessTokens.sign(
      {
        sub: grant.user_id,
        sid: grant.id,
        gen: grant.generation,
        role: grant.role,
        scope: [...roles.permissionsOf(grant.role)].join(' '),
        client_id: grant.client_id,
        auth_time: Math.floor(grant.authenticated_at.getTime() / 1000),
      },
      signingKeys.current(),
      expiresIn,
      await extraClaims(db, grant.user_id),
    )
    const expiresAt = grant.idle_expires_at.toISOString()
    const session = { id: grant.id, expiresAt, generation: grant.generation }
    return { accessToken, tokenType: 'Bearer', expiresIn, session }
  }

  return {
    issueAccess,
    async issue(db, grant, secret, keyId) {
      const entry = keyring.find(keyId)
      if (!entry) throw new Problem('UNAVAILABLE', { internal: `no key ${keyId}` })
      const token = { sessionId: grant.id, generation: grant.generation, secret }
      return { ...(await issueAccess(db, grant)), refreshToken: formatRefreshToken(token, entry) }
    },
  }
}
