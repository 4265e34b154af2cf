import type { Operation } from '@latchkey/contracts'
import type { InjectOptions } from 'fastify'

import {
  bodyFields,
  parametersOf,
  pathOf,
  sampleBody,
  typesOf,
  withBody,
  type Schema,
} from './samples.ts'

/** A request that is hostile in one place, and what that place is. */
export interface HostileRequest {
  readonly place: string
  readonly request: InjectOptions
}

export interface HostileRequests {
  /** The text is where the contract says that a value belongs. */
  readonly values: readonly HostileRequest[]
  /** It is where any request may carry something: query, headers, names of members. */
  readonly surroundings: readonly HostileRequest[]
}

/** `text` at every place of `operation` where a client may put one; all the rest is as it should be. */
export function requestsWith(
  operation: Operation,
  text: string,
  accessToken: string,
): HostileRequests {
  const { method, operationId } = operation
  const url = pathOf(operation)
  const body = withBody.find((other) => other.operationId === operationId)?.body
  const isPublic = operation.security === 'public'
  const headers = {
    ...(body && { 'content-type': 'application/json' }),
    ...(!isPublic && { authorization: `Bearer ${accessToken}` }),
  }
  const valid = body && sampleBody(body)

  const at = (place: string, change: InjectOptions, json: unknown = valid): HostileRequest => ({
    place,
    request: {
      method,
      url,
      headers,
      ...(json !== undefined && { payload: JSON.stringify(json) }),
      ...change,
    },
  })
  const inHeaders = (names: readonly string[], value = asHeader(text)) =>
    at(`header ${names[0]}`, {
      headers: { ...headers, ...Object.fromEntries(names.map((name) => [name, value])) },
    })

  const values = [
    ...bodyFields
      .filter((field) => field.operationId === operationId)
      .map(({ body, field, schema }) =>
        at(`body ${field}`, {}, { ...sampleBody(body, field), [field]: inType(schema, text) }),
      ),
    ...parametersOf(operation)
      // A number is what such a parameter is for.
      .filter(({ schema }) => !(typesOf(schema).includes('integer') && /^\d+$/.test(text)))
      .map(({ name }) => at(`query ${name}`, { url: `${url}?${name}=${encode(text)}` })),
    ...(url === operation.url ? [] : [at('path', { url: pathOf(operation, text) })]),
  ]
  const surroundings = [
    ...(valid ? [at('member name', {}, { ...valid, [`${text} `]: 1 })] : []),
    at('query', { url: `${url}?${queryOf(text)}` }),
    ...(body ? [inHeaders(['content-type'])] : []),
    inHeaders(isPublic ? [...CREDENTIALS, ...OTHERS] : OTHERS),
    ...(isPublic ? [] : CREDENTIALS.map((name) => inHeaders([name]))),
    ...(isPublic ? [] : [inHeaders(['authorization'], `Bearer ${asHeader(text)}`)]),
  ]
  return { values, surroundings }
}

/** Public operations do not look at these; elsewhere they come one at a time. */
const CREDENTIALS = ['authorization', 'x-api-key']

const OTHERS = [
  'user-agent',
  'accept',
  'accept-encoding',
  'accept-language',
  'cookie',
  'forwarded',
  'host',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'x-csrf-token',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-http-method-override',
  'x-original-url',
  'x-real-ip',
  'x-request-id',
]

function inType(schema: Schema, text: string): unknown {
  return typesOf(schema).includes('object')
    ? { [`${text} `]: text, nested: { list: [text] } }
    : text
}

/** Half of a surrogate pair cannot be written in a URL at all. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function queryOf(text: string): string {
  const encoded = encode(text)
  const names = ['id', 'sort', 'filter[x]', 'cursor', 'limit', 'query', encoded]
  return names.map((name) => `${name}=${encoded}`).join('&')
}

/** The bytes of the text as Node reads them, without those that it refuses before anybody sees them. */
function asHeader(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '')
    .slice(0, 4000)
}
