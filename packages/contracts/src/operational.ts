import { Type } from '@sinclair/typebox'

import { defineOperation } from './operation.ts'
import { problem } from './problem.ts'

const Status = Type.Object(
  { status: Type.Literal('ok') },
  { title: 'Status', additionalProperties: false },
)

/** A page for people. */
const Page = Type.String({ contentMediaType: 'text/html' })

export const livez = defineOperation({
  operationId: 'livez',
  method: 'GET',
  url: '/livez',
  security: 'public',
  schema: {
    summary: 'Whether the process runs',
    tags: ['operations'],
    response: { 200: Status },
  },
})

export const readyz = defineOperation({
  operationId: 'readyz',
  method: 'GET',
  url: '/readyz',
  security: 'public',
  schema: {
    summary: 'Whether the process can serve requests',
    tags: ['operations'],
    response: { 200: Status },
  },
})

export const openApi = defineOperation({
  operationId: 'openApi',
  method: 'GET',
  url: '/openapi.json',
  security: 'public',
  schema: {
    summary: 'This interface as an OpenAPI 3.1 document',
    tags: ['operations'],
    response: {
      200: Type.Unsafe<object>({ type: 'object', additionalProperties: true, title: 'OpenApi' }),
    },
  },
})

export const docs = defineOperation({
  operationId: 'docs',
  method: 'GET',
  url: '/docs',
  security: 'public',
  schema: {
    summary: 'This interface as a page',
    tags: ['operations'],
    response: { 200: Page },
  },
})

export const errorPage = defineOperation({
  operationId: 'errorPage',
  method: 'GET',
  url: '/errors/:code',
  security: 'public',
  schema: {
    summary: 'What a problem code means',
    tags: ['operations'],
    params: Type.Object({ code: Type.String({ pattern: '^[A-Z_]{1,64}$' }) }),
    response: { 200: Page, 404: problem('NOT_FOUND') },
  },
})
