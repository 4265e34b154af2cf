import { describe, expect, test } from 'vitest'

import { credentials, idle, REFRESH, setup, signedIn } from './harness.ts'

describe('the snapshot', () => {
  test('goes from loading to anonymous to signed in and back', async () => {
    const { auth, clock } = setup({ lifetime: 900 })
    const states = [auth.getSnapshot()]
    auth.subscribe(() => states.push(auth.getSnapshot()))

    await idle()
    await auth.signIn(credentials)
    await auth.signOut()

    expect(states.map(({ status }) => status)).toEqual([
      'loading',
      'anonymous',
      'authenticated',
      'anonymous',
    ])
    expect(states[2]).toMatchObject({
      health: 'ok',
      user: { email: 'ada@example.com' },
      expiresAt: clock.now + 900_000,
    })
  })

  test('is the same object until something changes', async () => {
    const { auth } = await signedIn()

    const before = auth.getSnapshot()
    await auth.me.get()

    expect(auth.getSnapshot()).toBe(before)
  })

  test('follows what the user changes about himself', async () => {
    const { auth, store } = await signedIn()

    await auth.me.update({ name: 'Grace' })

    expect(auth.getSnapshot().user?.name).toBe('Grace')
    expect(await store.load()).toMatchObject({ user: { name: 'Grace' } })
  })

  test('holds no token', async () => {
    const { auth } = await signedIn()

    expect(JSON.stringify(auth.getSnapshot())).not.toMatch(/access\.|refresh\./)
  })
})

describe('listeners', () => {
  test('are called after the change, with its type and source', async () => {
    const { auth } = setup()
    const seen: unknown[] = []
    auth.on('signedIn', (event) => seen.push(event, auth.getSnapshot().status))

    await auth.signIn(credentials)

    expect(seen).toEqual([{ type: 'signedIn', source: 'local' }, 'authenticated'])
  })

  test('are not called any more once they are removed', async () => {
    const { auth } = setup()
    const seen: string[] = []
    const listener = () => seen.push('called')
    const offs = [
      auth.on('signedIn', listener),
      auth.on('signedIn', listener),
      auth.subscribe(listener),
    ]
    offs[0]?.()
    offs[0]?.()
    offs[2]?.()

    await auth.signIn(credentials)

    expect(seen).toEqual(['called'])
  })

  test('may remove and add themselves while they run', async () => {
    const { auth } = setup()
    const seen: string[] = []
    const again = () => {
      seen.push('called')
      off()
      off = auth.on('signedIn', again)
    }
    let off = auth.on('signedIn', again)

    await auth.signIn(credentials)

    expect(seen).toEqual(['called'])
  })

  test('53: may call the client and wait for it', async () => {
    const { auth, clock, server } = await signedIn()
    const names = new Promise<string | null>((resolve, reject) => {
      auth.on('refreshed', () => {
        auth.me.get().then(({ name }) => resolve(name), reject)
      })
    })
    clock.now += 3_600_000

    await auth.me.get()

    expect(await names).toBe('Ada')
    expect(server.count(REFRESH)).toBe(1)
  })

  test('that throw stop neither the others nor the session', async () => {
    const uncaught: unknown[] = []
    const note = (error: unknown) => uncaught.push(error)
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', note)
    const { auth } = setup()
    const seen: string[] = []
    auth.on('signedIn', () => {
      throw new Error('a mistake in the application')
    })
    auth.on('signedIn', ({ type }) => seen.push(type))

    const result = await auth.signIn(credentials).safe()
    await idle()
    process.off('uncaughtException', note)
    for (const other of others) process.on('uncaughtException', other)

    expect(result.ok).toBe(true)
    expect(seen).toEqual(['signedIn'])
    expect(uncaught).toEqual([new Error('a mistake in the application')])
  })
})
