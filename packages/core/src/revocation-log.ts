import { hash } from 'node:crypto'

import type { RevocationEntry } from './revocation-store.ts'

/** An entry as this process knows it. */
export interface LoggedRevocation extends RevocationEntry {
  /** What strangers see instead of an id: only who holds the credential can compare it. */
  readonly publicSubject: string
  /** A moment of this process's monotonic clock, in milliseconds, not before the entry began. */
  readonly beganAt: number
}

/** What a reader gets who passed `since`, and what to pass the next time. */
export interface RevocationNews {
  readonly entries: readonly LoggedRevocation[]
  readonly cursor: string
}

export interface RevocationLog {
  /** False when the entry is known already. */
  add(entry: RevocationEntry, beganAt: number): boolean
  /** Forgets what expired before `now`, in milliseconds since 1970. */
  prune(now: number): void
  /** The last number that, with all before it, began at `moment` or earlier. */
  settledAt(moment: number): number
  /**
   * Everything that a reader may not have who got the cursor `since`; everything for a reader
   * without one. `settled` is a number below which no entry appears any more.
   */
  read(since: string | undefined, settled: number): RevocationNews
  readonly size: number
}

/**
 * The live entries in the order of their numbers. Transactions commit in another order, so a
 * cursor never moves up to the newest entry: it names one that is settled, and has a digest of what
 * its reader got beyond. A reader whose digest is not that of today gets all of it once more.
 */
export function createRevocationLog(): RevocationLog {
  let entries: LoggedRevocation[] = []
  const numbers = new Set<number>()
  // By index, of which there are no more than entries: strangers choose the numbers they ask for.
  const digests = new Map<number, string>()
  // Numbers that were pruned are settled.
  let pruned = 0

  function indexAfter(seq: number): number {
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((entries[middle]?.seq ?? 0) > seq) high = middle
      else low = middle + 1
    }
    return low
  }

  /** What there is beyond `seq`, in a few characters. A thousand readers ask for the same. */
  function digestAfter(seq: number): string {
    const index = indexAfter(seq)
    const known = digests.get(index)
    if (known !== undefined) return known
    const beyond = entries.slice(index).map((entry) => entry.seq)
    const digest = hash('sha256', beyond.join()).slice(0, DIGEST_LENGTH)
    digests.set(index, digest)
    return digest
  }

  return {
    add(entry, beganAt) {
      if (numbers.has(entry.seq)) return false
      numbers.add(entry.seq)
      digests.clear()
      const logged = { ...entry, publicSubject: publicSubject(entry), beganAt }
      entries.splice(indexAfter(entry.seq), 0, logged)
      return true
    },

    prune(now) {
      const live = entries.filter(({ expiresAt }) => expiresAt > now)
      if (live.length === entries.length) return
      for (const { seq, expiresAt } of entries) {
        if (expiresAt > now) continue
        numbers.delete(seq)
        pruned = Math.max(pruned, seq)
      }
      entries = live
      digests.clear()
    },

    settledAt(moment) {
      const settled = entries.findLast(({ beganAt }) => beganAt <= moment)
      return Math.max(settled?.seq ?? 0, pruned)
    },

    read(since, settled) {
      const [after, digest] = position(since)
      const newest = Math.max(entries.at(-1)?.seq ?? 0, pruned)
      // A number that was never given out is of another database.
      const start = after > newest ? 0 : after
      const isKnown = start === after && digest === digestAfter(after)
      return {
        entries: isKnown ? [] : entries.slice(indexAfter(start)),
        cursor: `${settled}-${digestAfter(settled)}`,
      }
    },

    get size() {
      return entries.length
    },
  }
}

/** Hexadecimal characters; two different sets with one digest would have to be searched for. */
const DIGEST_LENGTH = 16

function position(cursor: string | undefined): [after: number, digest: string | undefined] {
  const [after = '0', digest] = cursor?.split('-') ?? []
  return [Number(after), digest]
}

function publicSubject({ kind, subject }: RevocationEntry): string {
  // The ids of signing keys are public.
  return kind === 'signing_key' ? subject : hash('sha256', subject)
}
