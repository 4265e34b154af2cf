import { problemCodes, type Operation } from '../operation.ts'
import type { Security } from '../security.ts'
import type { Components } from './components.ts'
import type { JsonSchema } from './json-schema.ts'
import { problemResponse } from './openapi-problems.ts'
import { renderSchema, type JsonMembers } from './openapi-schema.ts'

export const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Access token of a signed-in user (RFC 9068).',
  },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'API key.' },
} as const

/** One operation of a path item. */
export function renderOperation(operation: Operation, components: Components): JsonMembers {
  const { operationId, schema, security } = operation
  const description = [schema.description, ...demands(security)].filter(Boolean).join('\n\n')
  const parameters = [
    ...renderParameters('path', schema.params, components),
    ...renderParameters('query', schema.querystring, components),
  ]
  return {
    operationId,
    summary: schema.summary,
    ...(description && { description }),
    tags: schema.tags,
    security: renderSecurity(security),
    ...(parameters.length > 0 && { parameters }),
    ...(schema.body && {
      requestBody: { required: true, content: json(renderSchema(schema.body, components)) },
    }),
    responses: Object.fromEntries(
      Object.entries(schema.response).map(([status, answer]) => {
        const codes = problemCodes(answer)
        return [status, codes ? problemResponse(codes) : renderAnswer(answer, components)]
      }),
    ),
  }
}

function renderParameters(
  place: 'path' | 'query',
  schema: JsonSchema | undefined,
  components: Components,
): JsonMembers[] {
  const { properties = {}, required = [] } = schema ?? {}
  return Object.entries(properties).map(([name, member]) =>
    renderParameter(name, place, place === 'path' || required.includes(name), member, components),
  )
}

function renderParameter(
  name: string,
  place: 'path' | 'query',
  required: boolean,
  { description, ...schema }: JsonSchema,
  components: Components,
): JsonMembers {
  return {
    name,
    in: place,
    required,
    ...(description && { description }),
    schema: renderSchema(schema, components),
  }
}

function renderAnswer(answer: JsonSchema, components: Components): JsonMembers {
  const { description = 'Done.', ...schema } = answer
  if (schema.type === 'null') return { description }
  const rendered = renderSchema(schema, components)
  const type = schema.contentMediaType
  return { description, content: type ? { [type]: { schema: rendered } } : json(rendered) }
}

function json(schema: JsonMembers): JsonMembers {
  return { 'application/json': { schema } }
}

function renderSecurity(security: Security): JsonMembers[] {
  if (security === 'public') return []
  const { by, role, scope } = security
  const bearer = { bearer: role ? [role] : [] }
  const apiKey = { apiKey: scope ? [scope] : [] }
  return { session: [bearer], any: [bearer, apiKey], service: [apiKey] }[by]
}

/** What the security schemes of OpenAPI cannot say. */
function demands(security: Security): string[] {
  if (security === 'public') return []
  const { role, permission, scope, maxAge } = security
  const found: string[] = []
  if (role) found.push(`Needs the role \`${role}\`.`)
  if (permission) found.push(`Needs the permission \`${permission}\`.`)
  if (scope) found.push(`Needs an API key with the scope \`${scope}\`.`)
  if (maxAge) found.push(`Needs a proof of identity that is at most ${maxAge} seconds old.`)
  return found
}
