import { createAuth, localStorageStore, memoryStore, type TokenStore } from '@latchkey/sdk'
import { describe, expect, test } from 'vitest'

import { baseUrl, credentials, setup } from './harness.ts'
import { json } from './server.ts'

const LOGIN = 'POST /api/auth/login'

/** The device token of every sign-in, as the server got it. */
function sent({ seen }: ReturnType<typeof setup>['server']): unknown[] {
  return seen
    .filter(({ path }) => path === '/api/auth/login')
    .map(({ body }) => JSON.parse(body).deviceToken)
}

describe('the device token', () => {
  // Guarantee: a device that signed in before is recognised, also after signing out.
  test('of a sign-in goes with the next one', async () => {
    const { auth, server } = setup()

    await auth.signIn(credentials)
    await auth.signOut()
    await auth.signIn(credentials)

    expect(sent(server)).toEqual([undefined, 'device'])
  })

  test('of a registration goes with the next sign-in, and not with a registration', async () => {
    const { auth, server } = setup()

    await auth.signUp(credentials)
    await auth.signOut()
    await auth.signUp(credentials)
    await auth.signIn(credentials)

    expect(sent(server)).toEqual(['device'])
    const registrations = server.seen.filter(({ path }) => path === '/api/auth/register')
    expect(registrations.map(({ body }) => Object.keys(JSON.parse(body)))).toEqual([
      ['email', 'password'],
      ['email', 'password'],
    ])
  })

  test('is replaced by the one that the server answers', async () => {
    const { auth, server } = setup()
    server.next(LOGIN, async (usual) => {
      const answer = await (await usual()).json()
      return json(200, { ...answer, deviceToken: 'another device' })
    })

    await auth.signIn(credentials)
    await auth.signIn(credentials)
    await auth.signIn(credentials)

    expect(sent(server)).toEqual([undefined, 'another device', 'device'])
  })

  test('that the caller gives counts', async () => {
    const { auth, server } = setup()
    await auth.signIn(credentials)

    await auth.signIn({ ...credentials, deviceToken: 'own' })

    expect(sent(server)).toEqual([undefined, 'own'])
  })

  test('survives the process in a store that does', async () => {
    const store = memoryStore()
    const { auth, server } = setup({ store })
    await auth.signIn(credentials)
    await auth.signOut()

    await createAuth({ baseUrl, fetch: server.fetch, store }).signIn(credentials)

    expect(sent(server)).toEqual([undefined, 'device'])
  })

  test.for<[string, Pick<TokenStore, 'device'>]>([
    ['keeps none', {}],
    [
      'fails with it',
      {
        device: {
          load: () => Promise.reject(new Error('locked')),
          save: () => Promise.reject(new Error('locked')),
        },
      },
    ],
  ])('is done without when a store %s', async ([, device]) => {
    const { device: _, ...plain } = memoryStore()
    const { auth, server, events } = setup({ store: { ...plain, ...device } })

    await auth.signIn(credentials)
    await auth.signIn(credentials)

    expect(sent(server)).toEqual([undefined, undefined])
    expect(events).toEqual(['local signedIn', 'local signedIn'])
  })
})

describe('localStorageStore', () => {
  test('keeps the device beside the session, and when that is cleared', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true })

    const store = localStorageStore('app')
    await store.device?.save('device')
    await store.clear()

    expect(await localStorageStore('app').device?.load()).toBe('device')
    expect(await localStorageStore('other').device?.load()).toBeUndefined()
    expect([...kept.keys()]).toEqual(['app:device'])
  })
})
