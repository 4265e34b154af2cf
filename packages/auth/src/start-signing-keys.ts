import type { FastifyInstance } from 'fastify'

import { createKeyMaintenance } from './key-maintenance.ts'
import { createKeyRotation, type KeyRotation } from './key-rotation.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'

/** In seconds. */
interface KeyTimes {
  readonly tokenLifetime: number
  readonly maxAge: number
}

/**
 * Reads the signing keys, makes what is missing, and keeps them up to date as long as `app` runs.
 *
 * @throws {Problem} `UNAVAILABLE` when this process cannot decrypt the key that signs: better not to
 *   start than to serve half of the requests
 */
export async function startSigningKeys(
  app: FastifyInstance,
  times: KeyTimes,
): Promise<{ signingKeys: SigningKeys; keyRotation: KeyRotation }> {
  const { db, keyring, verificationKeys: keySet, clock, revocationFeed } = app.latchkey
  const signingKeys = createSigningKeys({ db, keyring, keySet })
  const rotation = createKeyRotation({ db, keyring, ...times })
  const maintenance = createKeyMaintenance({
    rotation,
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

  async function rotate(how?: { emergency?: boolean }) {
    const keys = await rotation.rotate(how)
    await signingKeys.load()
    return keys
  }
  return { signingKeys, keyRotation: { ...rotation, rotate } }
}
