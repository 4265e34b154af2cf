import type { LoadRequest } from '../load/job.ts'
import type { Target } from '../stage.ts'

/** What signing up answers, as far as the cases look at it. */
export interface Account {
  readonly accessToken: string
  readonly refreshToken: string
}

const PASSWORD = 'violet harbour 1897'

/** Requests that each make an account of their own; `batch` tells them from those made before. */
export function registrations(batch: number, count: number): LoadRequest[] {
  return Array.from({ length: count }, (_none, index) =>
    post('/api/auth/register', { email: emailOf(batch, index), password: PASSWORD }),
  )
}

/** Requests that sign these accounts in, without saying that the device is known. */
export function signIns(batch: number, count: number): LoadRequest[] {
  return Array.from({ length: count }, (_none, index) =>
    post('/api/auth/login', { email: emailOf(batch, index), password: PASSWORD }),
  )
}

/** Makes the accounts, one after the other. */
export async function signUp({ url }: Target, batch: number, count: number): Promise<Account[]> {
  const accounts: Account[] = []
  for (const { path, method, headers, body = '' } of registrations(batch, count)) {
    const response = await fetch(url + path, { method, headers, body })
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`)
    accounts.push(await response.json())
  }
  return accounts
}

export function post(path: string, body: unknown): LoadRequest {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

function emailOf(batch: number, index: number): string {
  return `person-${batch}-${index}@example.com`
}
