import type { TokenResult } from '@latchkey/contracts'
import type { Core } from '@latchkey/core'
import { Problem } from '@latchkey/http'

import { checkClaims, type AuthHooks } from './hooks.ts'
import { formatRefreshToken } from './refresh-token.ts'
import type { SessionGrant } from './session-store.ts'
import type { SigningKeys } from './signing-keys.ts'
import { toUser } from './user.ts'
import { findUser } from './user-store.ts'

export interface TokenIssuer {
  /** Both tokens of a session, the refresh token from its secret. */
  issue(grant: SessionGrant, secret: Buffer, keyId: string): Promise<TokenResult>
}

export interface TokenIssuerOptions {
  core: Core
  signingKeys: SigningKeys
  hooks: AuthHooks
  /** Seconds. */
  accessTokenLifetime: number
}

/** The client of people who use the application itself. */
export const FIRST_PARTY = 'first-party'

export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  const { core, signingKeys, hooks, accessTokenLifetime } = options
  const { db, keyring, roles, accessTokens } = core

  async function extraClaims(userId: string) {
    if (!hooks.accessTokenClaims) return undefined
    const user = await findUser(db, userId)
    if (!user) throw new Problem('SESSION_REVOKED')
    return checkClaims(await hooks.accessTokenClaims(toUser(user)))
  }

  return {
    async issue(grant, secret, keyId) {
      const entry = keyring.find(keyId)
      if (!entry) throw new Problem('UNAVAILABLE', { internal: `no key ${keyId}` })
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
        accessTokenLifetime,
        await extraClaims(grant.user_id),
      )
      const token = { sessionId: grant.id, generation: grant.generation, secret }
      return {
        accessToken,
        refreshToken: formatRefreshToken(token, entry),
        tokenType: 'Bearer',
        expiresIn: accessTokenLifetime,
        session: {
          id: grant.id,
          expiresAt: grant.idle_expires_at.toISOString(),
          generation: grant.generation,
        },
      }
    },
  }
}
