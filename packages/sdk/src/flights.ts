import { isSameGeneration, type StoredSession, type TokenStore } from './store.ts'

interface Flight {
  readonly rejected: StoredSession
  readonly landed: Promise<StoredSession>
}

/**
 * The refresh that runs for each store. This is the one thing that clients share: two of them in a
 * page must not rotate the same token twice.
 */
const flights = new Map<string | TokenStore, Flight>()

/**
 * Joins the refresh that replaces the generation of `rejected`, or else starts it. It belongs to
 * nobody who waits for it, and goes on without them.
 */
export function joinFlight(
  store: TokenStore,
  rejected: StoredSession,
  start: () => Promise<StoredSession>,
): Promise<StoredSession> {
  const key = store.key ?? store
  const running = flights.get(key)
  if (running && isSameGeneration(running.rejected, rejected)) return running.landed
  const landed = start().finally(() => {
    if (flights.get(key) === flight) flights.delete(key)
  })
  const flight = { rejected, landed }
  flights.set(key, flight)
  return landed
}
