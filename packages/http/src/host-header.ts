import fp from 'fastify-plugin'

import { countHeaders } from './header-count.ts'
import { Problem } from './problem.ts'

/**
 * Refuses requests that name no host, or more than one (RFC 9112, section 3.2). Node does the former
 * by itself, with an empty answer: its option `requireHostHeader` must be off.
 */
export const hostHeader = fp(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      const count = countHeaders(request, 'host')
      if (count === 1 || (count === 0 && request.raw.httpVersion !== '1.1')) done()
      else app.problems.send(refusal(), request, reply)
    })
  },
  { name: '@latchkey/host-header', fastify: '5.x' },
)

function refusal(): Problem {
  return new Problem('INVALID_REQUEST', {
    errors: [{ pointer: '/headers/host', message: 'must be there once' }],
  })
}
