import type { FastifyInstance } from 'fastify'

import { createKeyMaintenance } from './key-maintenance.ts'
import { createKeyRotation, type KeyRotation } from './key-rotation.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'

/**
 * Reads the signing keys, makes what is missing, and keeps them up to date as long as `app` runs.
 *
 * @param maxAge seconds after which a key that signs is replaced
 * @throws {Problem} `UNAVAILABLE` when this process cannot decrypt the key that signs: better not to
 *   start than to serve half of the requests
 */
export async function startSigningKeys(
  app: FastifyInstance,
  maxAge: number,
): Promise<{ signingKeys: SigningKeys; keyRotation: KeyRotation }> {
  const { db, keyring, verificationKeys: keySet, clock, revocationFeed } = app.latchkey
  const { accessTokenLifetime: tokenLifetime } = app.latchkey
  const signingKeys = createSigningKeys({ db, keyring, keySet })
  const keyRotation = createKeyRotation({
    db,
    keyring,
    tokenLifetime,
    maxAge,
    onRotated: signingKeys.load,
  })
  const maintenance = createKeyMaintenance({
    rotation: keyRotation,
    signingKeys,
    keySet,
    now: () => clock.now(),
    onError: (err) => app.log.error({ err }, 'cannot maintain the signing keys'),
  })
  // What happens after this is heard; what happened before is read.
  revocationFeed.onEntry(maintenance.hear)
  await maintenance.run()
  signingKeys.current()
  maintenance.start()
  app.addHook('onClose', () => maintenance.close())
  return { signingKeys, keyRotation }
}
