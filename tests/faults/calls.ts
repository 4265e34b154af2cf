import { randomUUID } from 'node:crypto'

import type { AuthResult, TokenResult } from '@latchkey/contracts'

/** What came back; status 0 when nothing did. */
export interface Answer<T = unknown> {
  readonly status: number
  readonly retryAfter: string | null
  /** Of a problem. */
  readonly code: string | undefined
  readonly body: T
  /** Why nothing came back. */
  readonly failure: string | undefined
  /** Moments of the monotonic clock, in milliseconds. */
  readonly sentAt: number
  readonly answeredAt: number
}

export interface Sending {
  readonly token?: string
  readonly body?: object
}

/** Milliseconds. Who says nothing for so long hangs. */
const PATIENCE = 15_000

export const PASSWORD = 'violet harbour 1897'

/** Sends a request and never throws. */
export async function send<T>(
  method: string,
  url: string,
  { token, body }: Sending = {},
): Promise<Answer<T>> {
  const sentAt = performance.now()
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed = text.startsWith('{') ? JSON.parse(text) : {}
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      code: parsed.code,
      body: parsed,
      failure: undefined,
      sentAt,
      answeredAt: performance.now(),
    }
  } catch (error) {
    const failure = error instanceof Error ? describe(error) : String(error)
    const nothing = JSON.parse('{}')
    const answeredAt = performance.now()
    return {
      status: 0,
      retryAfter: null,
      code: undefined,
      body: nothing,
      failure,
      sentAt,
      answeredAt,
    }
  }
}

export function register(url: string, account: Account): Promise<Answer<AuthResult>> {
  return send('POST', `${url}/api/auth/register`, { body: account })
}

export function login(url: string, account: Account): Promise<Answer<AuthResult>> {
  return send('POST', `${url}/api/auth/login`, { body: account })
}

export function refresh(url: string, refreshToken: string): Promise<Answer<TokenResult>> {
  return send('POST', `${url}/api/auth/refresh`, { body: { refreshToken } })
}

export function getMe(url: string, token: string): Promise<Answer> {
  return send('GET', `${url}/api/auth/me`, { token })
}

export interface Account {
  readonly email: string
  readonly password: string
}

export function newAccount(): Account {
  return { email: `${randomUUID()}@example.test`, password: PASSWORD }
}

/** @throws {Error} when the registration is refused */
export async function signUp(url: string, account = newAccount()): Promise<AuthResult> {
  const answer = await register(url, account)
  if (answer.status !== 201) throw new Error(`no registration: ${JSON.stringify(answer)}`)
  return answer.body
}

function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
