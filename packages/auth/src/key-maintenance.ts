import type { KeySet, Revocation } from '@latchkey/http'

import { oneAtATime } from './one-at-a-time.ts'
import type { KeyRotation } from './key-rotation.ts'
import { KEYS_READ_EVERY } from './key-schedule.ts'
import type { SigningKeys } from './signing-keys.ts'

/** Keeps the keys of this process as the database says. */
export interface KeyMaintenance {
  /** Does what is due in the database, and reads the keys. */
  run(): Promise<void>
  /** Goes on by itself from now on, about once a minute. */
  start(): void
  /** What another process says about signing keys. */
  hear(entry: Revocation): void
  /** Resolves when nothing uses the database any more. */
  close(): Promise<void>
}

export interface KeyMaintenanceOptions {
  rotation: Pick<KeyRotation, 'maintain'>
  signingKeys: Pick<SigningKeys, 'load' | 'distrust'>
  keySet: Pick<KeySet, 'onMiss'>
  /** Milliseconds since 1970. */
  now: () => number
  /** Told when the keys could not be maintained or read; it is tried again. */
  onError: (error: unknown) => void
}

/** Seconds between two readings that unknown keys cause: anybody can name one. */
const MISSES_PAUSE = 10

export function createKeyMaintenance(options: KeyMaintenanceOptions): KeyMaintenance {
  const { rotation, signingKeys, keySet, now, onError } = options
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  let missedAt = -Infinity

  const run = oneAtATime(async () => {
    try {
      await rotation.maintain()
    } finally {
      // What another process did must be known here, also when this one fails.
      await signingKeys.load()
    }
  })

  function inBackground(work: () => Promise<void>): void {
    if (isClosed) return
    const done = work()
      .catch(onError)
      .finally(() => running.delete(done))
    running.add(done)
  }

  function schedule(): void {
    // Processes that started together must not stay in step.
    const pause = KEYS_READ_EVERY * 1000 * (0.8 + 0.2 * Math.random())
    timer = setTimeout(() => {
      inBackground(run)
      schedule()
    }, pause).unref()
  }

  keySet.onMiss(() => {
    if (Math.abs(now() - missedAt) < MISSES_PAUSE * 1000) return
    missedAt = now()
    inBackground(() => signingKeys.load())
  })

  return {
    run,
    start: schedule,
    hear({ kind, subject, effect }) {
      if (kind !== 'signing_key') return
      if (effect === 'revoked') signingKeys.distrust(subject)
      inBackground(() => signingKeys.load())
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await Promise.all(running)
    },
  }
}
