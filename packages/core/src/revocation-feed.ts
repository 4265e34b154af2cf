import type { Database, Listen } from '@latchkey/database'
import { Problem, type Clock, type RevocationSet } from '@latchkey/http'
import type { FastifyBaseLogger } from 'fastify'

import { keepListening } from './keep-listening.ts'
import { repeat } from './repeat.ts'
import { createRevocationLog, type RevocationNews } from './revocation-log.ts'
import { parseRevocation } from './revocation-message.ts'
import {
  deleteExpiredRevocations,
  listLiveRevocations,
  REVOCATION_CHANNEL,
  type RevocationEntry,
} from './revocation-store.ts'

/** What this process knows about revocations, whichever process made them. */
export interface RevocationFeed {
  /**
   * Whether every revocation that is older than `maxStale` is known here. While it is not, nobody
   * may be trusted on the word of his token alone.
   */
  isFresh(): boolean
  /** Calls `listener` once for every entry that becomes known, also when it comes late. */
  onEntry(listener: (entry: RevocationEntry) => void): void
  /**
   * The live entries that a reader may not have who got the cursor `since`. Costs no query.
   *
   * @throws {Problem} `UNAVAILABLE` while the feed is not fresh.
   */
  read(since: string | undefined): RevocationNews
}

/** What whoever started it may do beside. */
export interface StartedRevocationFeed extends RevocationFeed {
  stop(): Promise<void>
  /** How many entries are held in memory. */
  size(): number
}

export interface RevocationFeedOptions {
  db: Database
  /** Without it the database is asked for news all the time. */
  listen: Listen | undefined
  /** Is given every entry, and pruned. */
  revocations: RevocationSet
  clock: Clock
  /** Seconds. */
  maxStale: number
  log: FastifyBaseLogger
  /** Milliseconds between two full readings. Default: a minute. */
  upkeepInterval?: number
}

/** Milliseconds between two questions whether the channel is alive, at most. */
const HEARTBEAT = 1_000
/** Milliseconds between two readings where nothing can be listened to, at most. */
const POLLING = 250
/**
 * Milliseconds for which entries are read again. Transactions are cut long before, so what began
 * earlier and is not known by then never becomes visible.
 */
const OVERLAP = 30_000

/**
 * Follows the revocations of all processes: listens first, then loads what is live, so nothing falls
 * in between; the same after every lost connection. A full reading every minute makes up for
 * whatever else may happen.
 *
 * @returns once the live entries are loaded
 * @throws {Error} when they cannot be
 */
export async function startRevocationFeed(
  options: RevocationFeedOptions,
): Promise<StartedRevocationFeed> {
  const { db, listen, revocations, clock, log, upkeepInterval = 60_000 } = options
  const maxStale = options.maxStale * 1000
  const known = createRevocationLog()
  const listeners = new Set<(entry: RevocationEntry) => void>()
  const stopping = new AbortController()
  let confirmedAt = Number.NEGATIVE_INFINITY

  function receive(entry: RevocationEntry, beganAt = performance.now()): void {
    revocations.add(entry)
    if (!known.add(entry, beganAt)) return
    for (const listener of listeners) listener(entry)
  }

  function confirm(at: number): void {
    confirmedAt = Math.max(confirmedAt, at)
  }

  function settled(): number {
    return known.settledAt(confirmedAt - OVERLAP)
  }

  async function load(after = 0): Promise<void> {
    const at = performance.now()
    for (const { entry, age } of await listLiveRevocations(db, after)) receive(entry, at - age)
    confirm(at)
  }

  function hear(payload: string): void {
    const entry = parseRevocation(payload)
    if (entry) receive(entry)
    else log.warn({ channel: REVOCATION_CHANNEL }, 'a message that is not a revocation')
  }

  let isReading = true
  async function poll(): Promise<void> {
    try {
      await load(settled())
      isReading = true
    } catch (err) {
      if (isReading) log.warn({ err }, 'cannot read revocations')
      isReading = false
    }
  }

  async function upkeep(): Promise<void> {
    revocations.prune(clock.now())
    // Whatever leaves the log counts as settled, so it has to be.
    known.prune(clock.now() - OVERLAP)
    try {
      await load()
      await deleteExpiredRevocations(db)
    } catch (err) {
      log.warn({ err }, 'cannot read revocations')
    }
  }

  const listening =
    listen &&
    (await keepListening({
      listen,
      channel: REVOCATION_CHANNEL,
      onMessage: hear,
      catchUp: () => load(),
      onAlive: confirm,
      heartbeat: Math.min(HEARTBEAT, maxStale / 4),
      log,
    }))
  if (!listening) await load()
  const work = [repeat(upkeep, upkeepInterval, stopping.signal)]
  if (!listening) {
    work.push(repeat(poll, Math.min(POLLING, maxStale / 4), stopping.signal))
  }

  function isFresh(): boolean {
    return performance.now() - confirmedAt <= maxStale
  }

  return {
    isFresh,
    onEntry: (listener) => void listeners.add(listener),
    read(since) {
      if (!isFresh()) throw new Problem('UNAVAILABLE', { detail: NOT_FRESH })
      const { entries, cursor } = known.read(since, settled())
      const now = clock.now()
      return { entries: entries.filter(({ expiresAt }) => expiresAt > now), cursor }
    },
    size: () => known.size,
    async stop() {
      stopping.abort()
      await Promise.all([listening?.close(), ...work])
    },
  }
}

/** For strangers: why a process does not answer what it usually does. */
export const NOT_FRESH = 'What was revoked lately is not known at the moment.'
