import { EventEmitter } from 'node:events'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { createWaitingRoom, type Visit, type WaitingRoom } from '../src/waiting-room.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function roomOf(placesPerAddress: number, places = 1_000): WaitingRoom {
  return createWaitingRoom({ places, placesPerAddress })
}

function visit(address = '192.0.2.1', patience = 25): Visit {
  return { address, patience, connection: new EventEmitter() }
}

describe('who waits', () => {
  test('is called', async () => {
    const room = roomOf(2)
    const waiting = [room.wait(visit()), room.wait(visit())]

    room.call()

    await Promise.all(waiting)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('leaves when his patience ends', async () => {
    const waiting = roomOf(1).wait(visit('192.0.2.1', 25))

    await vi.advanceTimersByTimeAsync(24_999)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)

    await waiting
  })

  // Guarantee: clients that go away leave nothing behind, neither a timer nor a taken place.
  test('leaves when the connection closes', async () => {
    const room = roomOf(1)
    const { connection, ...rest } = visit()
    const waiting = room.wait({ connection, ...rest })

    connection.emit('close')
    await waiting

    expect(vi.getTimerCount()).toBe(0)
    expect(connection.listenerCount('close')).toBe(0)
    void room.wait(visit())
    expect(vi.getTimerCount()).toBe(1)
  })

  test('leaves when the room closes, and nobody waits after that', async () => {
    const room = roomOf(1)
    const waiting = room.wait(visit())

    room.close()

    await waiting
    await room.wait(visit())
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('places', () => {
  test('of an address are its own', async () => {
    const room = roomOf(4)
    for (let count = 0; count < 4; count += 1) void room.wait(visit())

    await expect(room.wait(visit())).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    void room.wait(visit('192.0.2.2'))
    expect(vi.getTimerCount()).toBe(5)
  })

  test('are limited for all together', async () => {
    const room = roomOf(4, 1_000)
    for (let count = 0; count < 1_000; count += 1) void room.wait(visit(`2001:db8::${count >> 2}`))

    await expect(room.wait(visit())).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(vi.getTimerCount()).toBe(1_000)
  })
})
