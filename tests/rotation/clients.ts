import { setTimeout as pause } from 'node:timers/promises'

import type { AuthResult, TokenResult } from '@latchkey/contracts'

/** An answer that a client did not deserve. */
export interface Failure {
  readonly phase: string
  readonly call: string
  readonly status: number
  readonly body: string
}

export interface Clients {
  /** Every answer that should have been another one. */
  readonly failures: readonly Failure[]
  /** How many requests were answered as they should be, in each phase. */
  readonly served: ReadonlyMap<string, number>
  /** Names what happens from now on. Who is `forgiving` takes new tokens when his are refused. */
  enter(phase: string, how?: { forgiving: boolean }): void
  /** Signs everybody in anew, with the password of the beginning. */
  signInAgain(): Promise<void>
  /** Resolves once every client has been served `times` more. */
  servedAgain(times: number): Promise<void>
  stop(): Promise<void>
}

const PASSWORD = 'violet harbour 1897'
/** Milliseconds between two turns of a client. */
const PACE = 25
/** Turns of a client at most: it ends by itself if nobody stops it. */
const LIMIT = 4000
/** How often tokens may be refused that were made while the news of an emergency travelled. */
const PATIENCE = 20

/**
 * People who use the service all the time, each through another server at every request, as behind
 * a load balancer.
 *
 * @param nextServer the address that the next request goes to
 */
export async function startClients(count: number, nextServer: () => string): Promise<Clients> {
  const failures: Failure[] = []
  const served = new Map<string, number>()
  const turns = Array.from({ length: count }, () => 0)
  let phase = 'start'
  let forgiving = false
  const stopping = new AbortController()

  async function request(call: string, init: RequestInit): Promise<Response> {
    return fetch(nextServer() + call, { ...init, signal: AbortSignal.timeout(15_000) })
  }

  async function post<T>(call: string, body: object): Promise<T | undefined> {
    const headers = { 'content-type': 'application/json' }
    const response = await request(call, { method: 'POST', headers, body: JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) return fail(call, response.status, text)
    served.set(phase, (served.get(phase) ?? 0) + 1)
    return JSON.parse(text)
  }

  function fail(call: string, status: number, body: string): undefined {
    failures.push({ phase, call, status, body })
    return undefined
  }

  async function use(tokens: TokenResult, attempt = 0): Promise<TokenResult> {
    const headers = { authorization: `Bearer ${tokens.accessToken}` }
    const response = await request('/api/auth/me', { headers })
    const text = await response.text()
    if (response.ok) {
      served.set(phase, (served.get(phase) ?? 0) + 1)
      return tokens
    }
    if (forgiving && text.includes('"TOKEN_INVALID"') && attempt < PATIENCE) {
      return use(await refresh(tokens), attempt + 1)
    }
    fail('/api/auth/me', response.status, text)
    return tokens
  }

  async function refresh(tokens: TokenResult): Promise<TokenResult> {
    const { refreshToken } = tokens
    return (await post<TokenResult>('/api/auth/refresh', { refreshToken })) ?? tokens
  }

  async function live(index: number, signedUp: TokenResult): Promise<void> {
    let tokens = signedUp
    for (let turn = 0; !stopping.signal.aborted && turn < LIMIT; turn += 1) {
      try {
        if (turn % 4 === 3) tokens = await refresh(tokens)
        tokens = await use(tokens)
      } catch (error) {
        fail('no answer', 0, String(error))
      }
      turns[index] = turn
      await pause(PACE)
    }
  }

  const accounts = Array.from({ length: count }, (_, index) => ({
    email: `person-${index}@example.test`,
    password: PASSWORD,
  }))
  const people: TokenResult[] = []
  for (const account of accounts) {
    const signedUp = await post<AuthResult>('/api/auth/register', account)
    if (!signedUp) throw new Error(failures.at(-1)?.body)
    people.push(signedUp)
  }
  const lives = Promise.all(people.map((tokens, index) => live(index, tokens)))

  return {
    failures,
    served,
    enter(next, how = { forgiving: false }) {
      phase = next
      forgiving = how.forgiving
    },
    async signInAgain() {
      for (const account of accounts) await post('/api/auth/login', account)
    },
    async servedAgain(times) {
      const before = [...turns]
      while (
        !stopping.signal.aborted &&
        turns.some((turn, index) => turn < (before[index] ?? 0) + times)
      ) {
        await pause(PACE)
      }
    },
    async stop() {
      stopping.abort()
      await lives
    },
  }
}
