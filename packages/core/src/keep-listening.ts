import type { Channel, Listen } from '@latchkey/database'
import type { FastifyBaseLogger } from 'fastify'

import { pause, repeat } from './repeat.ts'

export interface ListeningOptions {
  listen: Listen
  channel: string
  onMessage: (payload: string) => void
  /** Reads what was said before, each time the channel has been opened. */
  catchUp: () => Promise<void>
  /** Everything that was said before `at`, a moment of the monotonic clock, has been heard. */
  onAlive: (at: number) => void
  /** Milliseconds between two questions whether the channel is alive. */
  heartbeat: number
  log: FastifyBaseLogger
}

export interface Listening {
  close(): Promise<void>
}

/** Milliseconds until a lost channel is opened again: at first, and at most. */
const FIRST_DELAY = 100
const LONGEST_DELAY = 2_000

/**
 * Listens to a channel and opens it again whenever it is lost.
 *
 * @returns once it is open and caught up for the first time; `undefined` when listening is not
 *   possible here
 * @throws {Error} when the first attempt fails
 */
export async function keepListening(options: ListeningOptions): Promise<Listening | undefined> {
  const { listen, channel: name, onMessage, catchUp, onAlive, heartbeat, log } = options
  const closing = new AbortController()

  async function open(): Promise<OpenChannel | undefined> {
    const ended = new AbortController()
    const channel = await listen(name, {
      onMessage,
      onLost: (error) => ended.abort(error),
    })
    if (!channel) return undefined
    try {
      await catchUp()
    } catch (error) {
      await channel.close()
      throw error
    }
    return { channel, ended: ended.signal }
  }

  async function openAgain(): Promise<OpenChannel | undefined> {
    for (let delay = FIRST_DELAY; await pause(jitter(delay), closing.signal); delay *= 2) {
      try {
        const opened = await open()
        if (opened) {
          log.info({ channel: name }, 'listening again')
          return opened
        }
      } catch (err) {
        log.warn({ err, channel: name }, 'cannot listen')
      }
    }
    return undefined
  }

  async function beat(channel: Channel): Promise<void> {
    const at = performance.now()
    // When it fails the channel is lost, which is told another way.
    await channel.ping().then(
      () => onAlive(at),
      () => undefined,
    )
  }

  async function follow(first: OpenChannel): Promise<void> {
    for (let opened: OpenChannel | undefined = first; opened; opened = await openAgain()) {
      const { channel, ended } = opened
      await repeat(() => beat(channel), heartbeat, AbortSignal.any([ended, closing.signal]))
      if (closing.signal.aborted) await channel.close()
      else log.warn({ err: ended.reason, channel: name }, 'stopped listening')
    }
  }

  const first = await open()
  if (!first) return undefined
  const followed = follow(first)
  return {
    async close() {
      closing.abort()
      await followed
    },
  }
}

interface OpenChannel {
  readonly channel: Channel
  /** Aborts when the channel is lost. */
  readonly ended: AbortSignal
}

/** Processes that lost the database together do not come back together. */
function jitter(delay: number): number {
  return Math.min(delay, LONGEST_DELAY) * (0.5 + Math.random() / 2)
}
