import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  docs,
  errorPage,
  openApi,
  openApiDocument,
  operations,
  PROBLEMS,
  type Operation,
} from '@latchkey/contracts'
import { Problem, type ProblemCatalogue } from '@latchkey/http'
import type { FastifyReply } from 'fastify'

import { docsPage } from './pages/docs.ts'
import { problemPage } from './pages/error.ts'
import { PAGE_POLICY } from './pages/style.ts'

export interface ReferenceOptions {
  /** Version of the product, for the documents. */
  version: string
  /** Whether `/docs` and `/openapi.json` are served. Pages of problem codes always are. */
  docs: boolean
  /** Problem codes of the host. */
  problems: ProblemCatalogue
}

/** What the server tells about itself: the OpenAPI document, the reference, a page per problem. */
export const referenceRoutes: FastifyPluginAsyncTypebox<ReferenceOptions> = async (
  app,
  { version, docs: isPublished, problems },
) => {
  const { publicUrl } = app.latchkey
  const catalogue: ProblemCatalogue = { ...problems, ...PROBLEMS }

  app.route({
    ...errorPage,
    handler: async ({ params: { code } }, reply) => {
      const definition = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined
      if (!definition) throw new Problem('NOT_FOUND')
      const page = problemPage({
        code,
        definition,
        operations: served(),
        publicUrl: publicUrl.value,
      })
      return sendPage(reply, page)
    },
  })
  if (!isPublished) return

  app.route({
    ...openApi,
    handler: async () => openApiDocument(served(), { publicUrl: publicUrl.value, version }),
  })

  app.route({
    ...docs,
    handler: async (_request, reply) => sendPage(reply, reference(publicUrl.value)),
  })

  // The page depends on nothing but the address, so a flood of readers costs one rendering.
  let rendered: { publicUrl: string; page: string } | undefined
  function reference(address: string): string {
    if (rendered?.publicUrl !== address) {
      const page = docsPage({
        operations: served(),
        publicUrl: address,
        version,
        problems: catalogue,
      })
      rendered = { publicUrl: address, page }
    }
    return rendered.page
  }

  function served(): readonly Operation[] {
    return operations.filter(({ method, url }) => app.hasRoute({ method, url }))
  }
}

function sendPage(reply: FastifyReply, page: string) {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', PAGE_POLICY)
    .header('x-content-type-options', 'nosniff')
    .send(page)
}
