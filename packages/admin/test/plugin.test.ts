import Fastify from 'fastify'
import { expect, test } from 'vitest'

import { admin } from '../src/index.ts'

const sessions = { list: async () => ({ data: [], nextCursor: null }) }

// Guarantee: a host that forgets what the plugin builds on is told so before it serves anybody.
test('the plugin does not start without core', async () => {
  const app = Fastify()
  app.register(admin, { sessions })

  await expect(app.ready()).rejects.toMatchObject({
    code: 'FST_ERR_PLUGIN_DEPENDENCY_NOT_REGISTERED',
  })
})
