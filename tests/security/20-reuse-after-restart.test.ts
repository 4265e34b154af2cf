import type { AuthResult } from '@latchkey/contracts'
import { openDatabase } from '@latchkey/database'
import { temporaryFolder } from '@latchkey/testing'
import { expect, vi } from 'vitest'

import { startServer } from '../e2e/server.ts'
import { PASSWORD } from '../harness.ts'
import { age, HOUR, test, type Refreshed } from '../ageing.ts'

vi.setConfig({ testTimeout: 60_000 })

// Guarantee: what was rotated is remembered by the database alone; no process has to survive for it.
test('20 an older token ends the session, also after kill -9 and a restart', async ({
  postgresUrl,
}) => {
  const options = { cwd: temporaryFolder(), env: { DATABASE_URL: postgresUrl } }
  const killed = await startServer(options)
  const account = { email: 'person@example.test', password: PASSWORD }
  const first = await post<AuthResult>(`${killed.url}/api/auth/register`, account)
  const second = await refresh(killed.url, first.refreshToken)
  const third = await refresh(killed.url, second.refreshToken)
  await killed.stop('SIGKILL')
  await letTimePass(postgresUrl, first.session.id)
  const { url } = await startServer(options)

  const replayed = await refresh(url, first.refreshToken)

  expect(replayed).toMatchObject({ status: 401, code: 'REFRESH_TOKEN_REUSED' })
  expect(await refresh(url, third.refreshToken)).toMatchObject({ code: 'SESSION_REVOKED' })
  for (const { accessToken } of [first, second, third]) {
    const headers = { authorization: `Bearer ${accessToken}` }
    const me = await fetch(`${url}/api/auth/me`, { headers })
    expect(await me.json()).toMatchObject({ status: 401, code: 'SESSION_REVOKED' })
  }
})

function refresh(url: string, refreshToken: string): Promise<Refreshed> {
  return post(`${url}/api/auth/refresh`, { refreshToken })
}

async function post<T>(url: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return response.json()
}

async function letTimePass(url: string, sessionId: string): Promise<void> {
  const { db, close } = await openDatabase({ url, dataDir: '', onError: () => undefined })
  await age(db, sessionId, HOUR)
  await close()
}
