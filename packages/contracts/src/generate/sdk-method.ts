import { operationProblems, type Operation } from '../operation.ts'
import type { JsonSchema } from './json-schema.ts'
import { checkPath, pathParameters } from './path.ts'
import { isPaged, nameOf, problemsName, resultType } from './sdk-operations.ts'
import { shapeOf } from './sdk-schema.ts'
import { comment, list, quote } from './sdk-text.ts'

/** A method of a resource class: path parameters first, then body, query and options. */
export function renderMethod(name: string, operation: Operation): string {
  const { description = '', summary } = operation.schema
  const codes = operationProblems(operation).map((code) => `\`${code}\``)
  const about = [`${summary}.`, description, `@throws {ApiError} ${codes.join(', ')}`]
  const paged = isPaged(operation)
  const result = `${resultType(operation)}, ${problemsName(operation)}`
  const call = paged ? `PagedCall<${result}>` : `Call<${result}>`
  const head = list(name, '(', parameters(operation), `): ${call} {`, '  ')
  const request = [...constantMembers(operation), ...givenMembers(operation), 'options']
  const body = paged
    ? `    return paged(query, (query) =>\n${send(request, '      ')},\n    )\n`
    : `    return ${send(request, '    ').trimStart()}\n`
  return `${comment(about, '  ')}${head}${body}  }\n`
}

function send(members: readonly string[], indent: string): string {
  const lines = members.map((member) => `${indent}  ${member},\n`).join('')
  return `${indent}this.#send({\n${lines}${indent}})`
}

/** The fixed part of a request, for an operation that only the session calls. */
export function renderConstant(operation: Operation): string {
  const about = comment([`${operation.schema.summary}. The session does it by itself.`])
  const members = constantMembers(operation).map((member) => `  ${member},\n`)
  return `${about}export const ${operation.operationId} = {\n${members.join('')}} as const\n`
}

/** The names of all types in the signature. */
export function signatureTypes(operation: Operation): string[] {
  return [resultType(operation), ...parameters(operation)].join(' ').match(/\b[A-Z]\w*/g) ?? []
}

function parameters(operation: Operation): string[] {
  checkPath(operation)
  const { params, querystring: query } = operation.schema
  const members: JsonSchema = params ?? {}
  const found = pathParameters(operation).map((name) => {
    const schema = members.properties?.[name]
    return `${name}: ${schema ? shapeOf(schema) : 'string'}`
  })
  const body = bodyOf(operation)
  if (body) {
    const type = nameOf(body, `${operation.operationId}/body`)
    found.push(mayOmit(operation, body) ? `body: ${type} = {}` : `body: ${type}`)
  }
  if (query) {
    const required: JsonSchema = query
    const type = nameOf(query, `${operation.operationId}/query`)
    const isOptional = isPaged(operation) ? `query: ${type} = {}` : `query?: ${type}`
    found.push(required.required ? `query: ${type}` : isOptional)
  }
  return [...found, 'options?: CallOptions']
}

function constantMembers({ method, url, security, session, schema }: Operation): string[] {
  const members = [`method: ${quote(method)}`, `path: ${quote(url)}`]
  if (security !== 'public') members.push('auth: true')
  if (session && session !== 'renews') members.push(`session: ${quote(session)}`)
  const body: JsonSchema | undefined = schema.body
  if (body?.properties?.['deviceToken']) members.push('device: true')
  return members
}

function givenMembers(operation: Operation): string[] {
  const names = pathParameters(operation)
  const members = names.length ? [`params: { ${names.join(', ')} }`] : []
  if (bodyOf(operation)) members.push('body')
  if (operation.schema.querystring) members.push('query')
  return members
}

/** What the caller passes as body: nothing when the session writes it. */
function bodyOf({ schema, session }: Operation): JsonSchema | undefined {
  return session === 'ends' ? undefined : schema.body
}

/** A change without changes makes no sense; anything else with optional members only may be left out. */
function mayOmit({ method }: Operation, body: JsonSchema): boolean {
  return method !== 'PATCH' && !body.required && !body.anyOf && !body.oneOf
}
