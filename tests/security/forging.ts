import { createPrivateKey } from 'node:crypto'

import type { JsonWebKeySet } from '@latchkey/contracts'

import { test as base } from '../harness.ts'
import { compact, decode, es256, type Signer } from './jws.ts'

/** What differs from a genuine access token. A member that is `undefined` is left out. */
interface Forgery {
  header?: Record<string, unknown> | string
  claims?: Record<string, unknown> | string
  /** Default: the signing key of the server, so that nothing but the change is wrong. */
  signer?: Signer
}

/**
 * `test` with a signed-in user and `forge`, which makes tokens that differ from the access token of
 * that user in exactly what is asked for.
 */
export const test = base
  .extend('user', ({ signUp }) => signUp())
  .extend('publicKey', async ({ call }) => {
    const { keys }: JsonWebKeySet = (await call('GET', '/.well-known/jwks.json')).json()
    const [key] = keys
    if (!key) throw new Error('the server publishes no key')
    return key
  })
  .extend('forge', async ({ app, user }) => {
    const key = createPrivateKey(app.auth.signingKeys.current().privatePem)
    const genuine = {
      header: decode(user.accessToken, 0),
      claims: decode(user.accessToken, 1),
    }
    return ({ header = {}, claims = {}, signer = es256(key) }: Forgery = {}) =>
      compact(changed(genuine.header, header), changed(genuine.claims, claims), signer)
  })
  .extend('statusOf', ({ call }) => {
    /** How a protected operation answers a token. */
    return async (token: string): Promise<string> => {
      const response = await call('GET', '/api/auth/me', { token })
      const body: { code?: string } = response.json()
      return `${response.statusCode} ${body.code ?? 'OK'}`
    }
  })

function changed(
  genuine: Record<string, unknown>,
  change: Record<string, unknown> | string,
): Record<string, unknown> | string {
  return typeof change === 'string' ? change : { ...genuine, ...change }
}
