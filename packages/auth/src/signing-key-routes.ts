import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { rotateSigningKey, type SigningKey } from '@latchkey/contracts'

import type { KeyStatus } from './key-rotation.ts'

export const signingKeyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.route({
    ...rotateSigningKey,
    handler: async ({ body }) => {
      const keys = await app.auth.keyRotation.rotate(body)
      return { data: keys.map(toSigningKey) }
    },
  })
}

function toSigningKey({ kid, state, ...times }: KeyStatus): SigningKey {
  const { createdAt, activatedAt, replacedAt, retiredAt, changesAt } = times
  return {
    kid,
    state,
    createdAt: createdAt.toISOString(),
    activatedAt: activatedAt?.toISOString() ?? null,
    replacedAt: replacedAt?.toISOString() ?? null,
    retiredAt: retiredAt?.toISOString() ?? null,
    changesAt: changesAt?.toISOString() ?? null,
  }
}
