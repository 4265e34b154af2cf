import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { listRevocations } from '@latchkey/contracts'

import type { LoggedRevocation } from './revocation-log.ts'
import { createWaitingRoom } from './waiting-room.ts'

/** What was revoked, for services that verify access tokens themselves. */
export const revocationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { revocationFeed: feed } = app.latchkey
  const room = createWaitingRoom({ places: 1_000, placesPerAddress: 4 })
  feed.onEntry(room.call)
  app.addHook('preClose', async () => room.close())

  app.route({
    ...listRevocations,
    handler: async (request, reply) => {
      const { since, wait: patience = 0 } = request.query
      const condition = request.headers['if-none-match']
      let news = feed.read(since)
      if (patience > 0 && (news.entries.length === 0 || matches(condition, news.cursor))) {
        await room.wait({ address: request.ip, patience, connection: reply.raw })
        news = feed.read(since)
      }
      const { entries, cursor } = news
      reply.header('etag', `W/"${cursor}"`)
      if (matches(condition, cursor)) return reply.code(304).send(null)
      return { data: entries.map(toPublic), cursor }
    },
  })
}

/** Whether the client has the answer that ends at `cursor` already (RFC 9110, section 13.1.2). */
function matches(condition: string | undefined, cursor: string): boolean {
  const tags = condition?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes(`"${cursor}"`) || tags.includes('*')
}

function toPublic({ kind, publicSubject, upTo, effect, expiresAt }: LoggedRevocation) {
  return {
    kind,
    subject: publicSubject,
    upTo: kind === 'session' ? upTo : null,
    effect,
    expiresAt: new Date(expiresAt).toISOString(),
  }
}
