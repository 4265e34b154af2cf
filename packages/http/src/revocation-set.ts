/** What became of credentials before they expired. */
export interface Revocation {
  readonly kind: 'session' | 'api_key' | 'signing_key'
  readonly subject: string
  /** Sessions: the last generation that is affected. */
  readonly upTo: number
  /** `stale`: a refresh brings current rights; `revoked`: nothing does. */
  readonly effect: 'revoked' | 'stale'
  /** Milliseconds since 1970; afterwards every affected credential has expired by itself. */
  readonly expiresAt: number
}

export interface RevocationSet {
  /** Idempotent: entries may come in any order and more than once. */
  add(entry: Revocation): void
  /** What happened to the session of a token of `generation`; `undefined` when it is alive. */
  effectOn(sessionId: string, generation: number): Revocation['effect'] | undefined
  /** Forgets entries that no living token can need. */
  prune(now: number): void
  readonly size: number
}

/**
 * The live revocations, held in memory so that checking a token asks nobody. Generations are
 * compared, not clocks: a token is dead when its generation is at most `upTo`.
 */
export function createRevocationSet(): RevocationSet {
  const sessions = new Map<string, { revoked: number; stale: number; expiresAt: number }>()
  return {
    add({ kind, subject, upTo, effect, expiresAt }) {
      if (kind !== 'session') return
      const known = sessions.get(subject) ?? { revoked: -1, stale: -1, expiresAt: 0 }
      known[effect] = Math.max(known[effect], upTo)
      known.expiresAt = Math.max(known.expiresAt, expiresAt)
      sessions.set(subject, known)
    },
    effectOn(sessionId, generation) {
      const known = sessions.get(sessionId)
      if (!known) return undefined
      if (generation <= known.revoked) return 'revoked'
      return generation <= known.stale ? 'stale' : undefined
    },
    prune(now) {
      for (const [subject, { expiresAt }] of sessions) {
        if (expiresAt <= now) sessions.delete(subject)
      }
    },
    get size() {
      return sessions.size
    },
  }
}
