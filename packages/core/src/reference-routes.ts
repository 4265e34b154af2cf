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

export interface ReferenceOptions {
  /** Version of the product, for the documents. */
  version: string
  /** Whether `/docs` and `/openapi.json` are served. Pages of problem codes always are. */
  docs: boolean
  /** Problem codes of the host. */
  problems: ProblemCatalogue
}

/**
 * What the server tells about itself: the OpenAPI document, the reference, a page per problem. Pages
 * are loaded when somebody reads one, which in production hardly anybody does.
 */
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
      const { problemPage } = await import('./pages/error.ts')
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
    handler: async (_request, reply) => sendJson(reply, description(publicUrl.value)),
  })

  app.route({
    ...docs,
    handler: async (_request, reply) => sendPage(reply, await reference(publicUrl.value)),
  })

  // Both depend on nothing but the address, so a flood of readers costs one rendering.
  let described: { publicUrl: string; json: string } | undefined
  function description(address: string): string {
    if (described?.publicUrl !== address) {
      const document = openApiDocument(served(), { publicUrl: address, version })
      described = { publicUrl: address, json: JSON.stringify(document) }
    }
    return described.json
  }

  let rendered: { publicUrl: string; page: string } | undefined
  async function reference(address: string): Promise<string> {
    const { docsPage } = await import('./pages/docs.ts')
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

function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json)
}

async function sendPage(reply: FastifyReply, page: string): Promise<FastifyReply> {
  const { PAGE_POLICY } = await import('./pages/style.ts')
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', PAGE_POLICY)
    .header('x-content-type-options', 'nosniff')
    .send(page)
}
