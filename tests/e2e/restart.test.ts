import { temporaryFolder } from '@latchkey/testing'
import { expect, test, vi } from 'vitest'

import { startServer } from './server.ts'

vi.setConfig({ testTimeout: 60_000 })

// Guarantee: what a server gave out outlives it, because keys and sessions are in the database and
// the issuer stays what it was, even on another port.
test('tokens survive a restart of the server, also by kill -9', async () => {
  const cwd = temporaryFolder()
  const first = await startServer({ cwd })
  const signedUp = await post(`${first.url}/api/auth/register`, {
    username: 'ada',
    password: 'violet harbour 1897',
  })
  const gone = await post(`${first.url}/api/auth/register`, {
    username: 'grace',
    password: 'violet harbour 1897',
  })
  await post(`${first.url}/api/auth/logout`, { refreshToken: gone.body.refreshToken })
  await first.stop('SIGKILL')

  const second = await startServer({ cwd })
  const me = (token: string) =>
    fetch(`${second.url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } })
  const [alive, dead] = [await me(signedUp.body.accessToken), await me(gone.body.accessToken)]
  const refreshed = await post(`${second.url}/api/auth/refresh`, {
    refreshToken: signedUp.body.refreshToken,
  })

  expect([alive.status, dead.status, refreshed.status]).toEqual([200, 401, 200])
})

async function post(url: string, body: object) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: response.status === 204 ? {} : await response.json() }
}
