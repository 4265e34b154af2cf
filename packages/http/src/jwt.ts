import { generateKeyPairSync } from 'node:crypto'

import fastifyJwt, { type JWT } from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'

/**
 * Signing and verifying through @fastify/jwt. It lives in a scope of its own, so a host may register
 * the same plugin with its own settings. Keys are named at every call: the pair it is registered
 * with is thrown away, and verifies nothing that anybody ever signed.
 */
export async function createJwt(app: FastifyInstance): Promise<JWT> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const { promise, resolve } = Promise.withResolvers<JWT>()
  await app.register(async (scope) => {
    await scope.register(fastifyJwt, {
      secret: { private: privateKey, public: publicKey },
      sign: { algorithm: 'ES256' },
      verify: { algorithms: ['ES256'] },
    })
    resolve(scope.jwt)
  })
  return promise
}
