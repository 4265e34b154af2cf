import { createAuth, memoryStore, type Auth, type AuthOptions } from '@latchkey/sdk'
import { vi } from 'vitest'

import { createServer } from './server.ts'

export const baseUrl = 'https://auth.example.com'
export const credentials = { email: 'ada@example.com', password: 'correct horse' }
export const ME = 'GET /api/auth/me'
export const REFRESH = 'POST /api/auth/refresh'

/** A client and the server it talks to, with a clock of the client that stands still. */
export function setup(options: Partial<AuthOptions> & { lifetime?: number } = {}) {
  const { lifetime, ...own } = options
  const server = createServer(lifetime ? { lifetime } : {})
  const clock = { now: Date.parse('2026-01-01T12:00:00Z') }
  const store = own.store ?? memoryStore()
  const auth = createAuth({ baseUrl, fetch: server.fetch, now: () => clock.now, ...own, store })
  return { auth, server, clock, store, events: record(auth) }
}

/** The same, signed in, with the sign-in no longer among the events. */
export async function signedIn(options: Parameters<typeof setup>[0] = {}) {
  const context = setup(options)
  await context.auth.signIn(credentials)
  context.events.length = 0
  return context
}

const EVENT_TYPES = [
  'signedIn',
  'signedOut',
  'refreshed',
  'refreshFailed',
  'expired',
  'storageError',
] as const

/** All events from now on, in order. */
export function record(auth: Auth): string[] {
  const events: string[] = []
  for (const type of EVENT_TYPES) auth.on(type, ({ source }) => events.push(`${source} ${type}`))
  return events
}

/** Something that others wait for until it is opened. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Lets everything run that needs no time. */
export async function idle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
  }
}

/** Fakes the passing of time, and nothing else; `vi.useRealTimers` ends it. */
export function stopTime() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
}

/** The outcome of `promise`, with time passing from timer to timer whenever nothing else happens. */
export async function elapse<T>(promise: Promise<T>): Promise<T> {
  const state = { settled: false }
  void promise.then(
    () => (state.settled = true),
    () => (state.settled = true),
  )
  for (await idle(); !state.settled; await idle()) vi.advanceTimersToNextTimer()
  return promise
}
