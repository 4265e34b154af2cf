import type { AuthResult, JsonWebKeySet, SigningKeyList } from '@latchkey/contracts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { expect } from 'vitest'

import { callOf, PASSWORD, test as base } from './harness.ts'

/** `test` with what it takes to look at signing keys and to let them grow old. */
export const test = base
  .extend('ageKeys', ({ db }) => {
    /** Makes everything that is stored about signing keys happen `seconds` earlier. */
    return async (seconds: number): Promise<void> => {
      const earlier = (column: string) =>
        sql<Date>`${sql.ref(column)} - make_interval(secs => ${seconds})`
      await db
        .updateTable('signing_keys')
        .set({
          created_at: earlier('created_at'),
          promote_at: earlier('promote_at'),
          activated_at: earlier('activated_at'),
          replaced_at: earlier('replaced_at'),
        })
        .execute()
    }
  })
  .extend('administrator', async ({ call, db, signUp }) => {
    const { user } = await signUp()
    await db.updateTable('users').set({ role: 'admin' }).where('id', '=', user.id).execute()
    const body = { email: user.email, password: PASSWORD }
    const signedIn: AuthResult = (await call('POST', '/api/auth/login', { body })).json()
    return signedIn
  })
  .extend('rotate', ({ call, administrator }) => {
    return async (body: object = {}): Promise<SigningKeyList['data']> => {
      const token = administrator.accessToken
      const response = await call('POST', '/api/admin/signing-keys/rotate', { body, token })
      if (response.statusCode !== 200) throw new Error(response.body)
      return response.json<SigningKeyList>().data
    }
  })

/** What another process learns by itself. The machine may be busy. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 15_000 })
}

/** The kids that a process publishes, in the order of the key set. */
export async function publishedBy(app: FastifyInstance): Promise<string[]> {
  const response = await callOf(app)('GET', '/.well-known/jwks.json')
  return response.json<JsonWebKeySet>().keys.map(({ kid }) => kid)
}

/** The kid that signed a token. */
export function kidOf(token: string): string {
  const header: { kid: string } = JSON.parse(
    Buffer.from(token.split('.')[0] ?? '', 'base64url').toString(),
  )
  return header.kid
}

/** What a process says about a token: `200`, or the code of the refusal. */
export async function judge(app: FastifyInstance, token: string): Promise<string> {
  const response = await callOf(app)('GET', '/api/auth/me', { token })
  const { code }: { code?: string } = response.json()
  return code ?? String(response.statusCode)
}
