import { hash } from 'node:crypto'
import { join } from 'node:path'

import type { AuthResult, RevocationList } from '@latchkey/contracts'
import { createCommand, databaseTest, temporaryFolder } from '@latchkey/testing'
import { expect } from 'vitest'

import { PASSWORD, SECRET } from '../harness.ts'

const { startServer } = createCommand(join(import.meta.dirname, '../../apps/server/src/main.ts'))

const REVOCATIONS = 200

// Guarantee: a session that ends in one process is over in every other one, every time. How soon is
// printed: the goal is 5 ms for one half, and 50 ms for all but one percent.
databaseTest(
  'two hundred sessions that end in one process end in another',
  async ({ postgresUrl }) => {
    const env = {
      NODE_ENV: 'test',
      AUTH_SECRET: SECRET,
      DATABASE_URL: postgresUrl,
    }
    const cwd = temporaryFolder()
    const here = await startServer({ cwd, env })
    const there = await startServer({ cwd, env })
    const sessions = await signUp(here.url)
    let { cursor } = await readFeed(there.url, '')

    const lags: number[] = []
    for (const { refreshToken, session } of sessions) {
      const heard = waitFor(there.url, cursor, hash('sha256', session.id))
      await post(`${here.url}/api/auth/logout`, { refreshToken })
      const ended = performance.now()
      const news = await heard
      lags.push(Math.max(0, news.at - ended))
      ;({ cursor } = news)
    }
    const refused = await Promise.all(sessions.map((session) => statusOf(there.url, session)))

    lags.sort((one, other) => one - other)
    console.log(
      `a revocation takes ${percentile(lags, 50)} ms (p50), ${percentile(lags, 99)} ms (p99)`,
    )
    expect(refused).toEqual(Array(REVOCATIONS).fill(401))
  },
  120_000,
)

async function signUp(url: string): Promise<AuthResult[]> {
  const results: AuthResult[] = []
  for (let count = 0; count < REVOCATIONS; count += 1) {
    const body = { email: `person-${count}@example.test`, password: PASSWORD }
    const response = await post(`${url}/api/auth/register`, body)
    results.push(await response.json())
  }
  return results
}

/** When a process knows of the entry about `subject`, and the cursor after it. */
async function waitFor(url: string, since: string, subject: string) {
  const { data, cursor } = await readFeed(url, `?since=${since}&wait=25`)
  const at = performance.now()
  if (!data.some((entry) => entry.subject === subject)) throw new Error('other news')
  return { at, cursor }
}

async function readFeed(url: string, query: string): Promise<RevocationList> {
  return (await fetch(`${url}/api/auth/revocations${query}`)).json()
}

async function statusOf(url: string, { accessToken }: AuthResult): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` }
  return (await fetch(`${url}/api/auth/me`, { headers })).status
}

async function post(url: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** @param sorted ascending */
function percentile(sorted: readonly number[], percent: number): string {
  return (sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN).toFixed(1)
}
