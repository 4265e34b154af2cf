/** A PostgreSQL channel that is being listened to. */
export interface Channel {
  /**
   * Asks the database for a sign of life. When it answers, every message that was sent before has
   * been passed on.
   *
   * @throws {Error} when there is no answer in time; the channel is lost then.
   */
  ping(): Promise<void>
  /** Gives the connection back. Nothing is heard from the channel afterwards. */
  close(): Promise<void>
}

export interface ChannelListener {
  /** A message whose transaction has committed. */
  onMessage(payload: string): void
  /**
   * Told once, when the connection ends or does not answer a ping. Messages may have been missed
   * from some moment before; to hear more, listen again.
   */
  onLost(error: Error): void
}

/**
 * Listens to a channel until it is closed or lost. Messages are passed on from the moment this
 * resolves.
 *
 * @param channel lower-case letters, digits and underscores
 * @returns `undefined` when messages would get lost on the way, because a pooler such as PgBouncer
 *   keeps its own connections to the database: then somebody has to ask for news.
 * @throws {Error} when the database cannot be reached, or when it was closed.
 */
export type Listen = (channel: string, listener: ChannelListener) => Promise<Channel | undefined>
