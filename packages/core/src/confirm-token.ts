import { hot, type Database, type Parameter } from '@latchkey/database'
import { Problem, type SessionPrincipal } from '@latchkey/http'

/**
 * Asks the database about a token that was verified in memory, for the time in which memory may not
 * know what was revoked lately.
 *
 * @returns the principal
 * @throws {Problem} `SESSION_REVOKED` when the session is over, `TOKEN_EXPIRED` when the token
 *   repeats what is not true any more, `TOKEN_INVALID` when its key is not trusted any more. Errors
 *   of the database are passed on.
 */
export async function confirmToken(
  db: Database,
  token: string,
  principal: SessionPrincipal,
): Promise<SessionPrincipal> {
  const [row] = await findTokenState(db, { id: principal.sessionId, kid: keyIdOf(token) })
  if (!row || row.revoked_at || row.status !== 'active') throw new Problem('SESSION_REVOKED')
  if (row.key_state === null || row.key_state === 'retired') throw new Problem('TOKEN_INVALID')
  if (row.role !== principal.role) throw new Problem('TOKEN_EXPIRED')
  return principal
}

interface Names {
  id: string
  kid: string
}

const findTokenState = hot('find-token-state', (db, parameter: Parameter<Names>) =>
  db
    .selectFrom('sessions')
    .leftJoin('signing_keys', (join) => join.on('kid', '=', parameter('kid')))
    .select(['revoked_at', 'status', 'role', 'signing_keys.state as key_state'])
    .where('id', '=', parameter('id')),
)

/** The key that a verified token names. */
function keyIdOf(token: string): string {
  const header = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString()
  const { kid }: { kid: string } = JSON.parse(header)
  return kid
}
