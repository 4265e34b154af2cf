import { generateKeyPairSync } from 'node:crypto'

import fastifyJwt, { type JWT } from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'

const NAMESPACE = 'latchkey'

/**
 * Signing through @fastify/jwt. It lives in a scope and a namespace of its own, so a host may register
 * the same plugin with its own settings, before or after. The key is named at every call: the pair it
 * is registered with is thrown away, and verifies nothing that anybody ever signed.
 */
export async function createJwt(app: FastifyInstance): Promise<JWT> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const { promise, resolve } = Promise.withResolvers<JWT>()
  await app.register(async (scope) => {
    // With a namespace the plugin adds to this object, and leaves `request.user` alone.
    const namespaces: Record<string, JWT> = {}
    scope.decorate<typeof namespaces, string>('jwt', namespaces)
    await scope.register(fastifyJwt, {
      namespace: NAMESPACE,
      secret: { private: privateKey, public: publicKey },
      sign: { algorithm: 'ES256' },
      verify: { algorithms: ['ES256'] },
    })
    const jwt = namespaces[NAMESPACE]
    if (!jwt) throw new Error('@fastify/jwt ignored its namespace')
    resolve(jwt)
  })
  return promise
}
