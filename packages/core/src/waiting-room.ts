import type { EventEmitter } from 'node:events'

import { Problem } from '@latchkey/http'

export interface Visit {
  /** Where the client is; each address has a share of the places. */
  address: string
  /** Seconds. */
  patience: number
  /** Emits `close` when the client is gone. */
  connection: EventEmitter
}

export interface WaitingRoom {
  /**
   * Resolves when everybody is called, when patience ends, or when the client is gone.
   *
   * @throws {Problem} `UNAVAILABLE` when there is no place left.
   */
  wait(visit: Visit): Promise<void>
  /** Ends the waiting of everybody. */
  call(): void
  /** Calls everybody and lets nobody wait any more. */
  close(): void
}

/** Where requests wait that are answered when something happens. */
export function createWaitingRoom({
  places,
  placesPerAddress,
}: {
  places: number
  placesPerAddress: number
}): WaitingRoom {
  const leaving = new Set<() => void>()
  const taken = new Map<string, number>()
  let isOpen = true

  function take(address: string): void {
    const before = taken.get(address) ?? 0
    if (leaving.size >= places || before >= placesPerAddress) {
      throw new Problem('UNAVAILABLE', { detail: 'Too many requests wait already.' })
    }
    taken.set(address, before + 1)
  }

  function giveBack(address: string): void {
    const after = (taken.get(address) ?? 0) - 1
    if (after > 0) taken.set(address, after)
    else taken.delete(address)
  }

  function call(): void {
    for (const leave of leaving) leave()
  }

  return {
    async wait({ address, patience, connection }) {
      if (!isOpen) return
      take(address)
      const { promise, resolve: leave } = Promise.withResolvers<void>()
      const timer = setTimeout(leave, patience * 1000)
      leaving.add(leave)
      connection.once('close', leave)
      await promise
      connection.off('close', leave)
      leaving.delete(leave)
      clearTimeout(timer)
      giveBack(address)
    },
    call,
    close() {
      isOpen = false
      call()
    },
  }
}
