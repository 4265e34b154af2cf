import type { Operation } from '@latchkey/contracts'

import { neededFields, parameterExample, requestExample } from './example.ts'
import { fieldsOf } from './schema.ts'

/** A call of the operation for a POSIX shell; credentials come from environment variables. */
export function curlExample(operation: Operation, publicUrl: string): string {
  const { method, schema } = operation
  const address = shellWord(publicUrl.replace(/\/+$/, '') + pathExample(operation))
  const words = [method === 'GET' ? `curl ${address}` : `curl -X ${method} ${address}`]
  const credential = credentialOf(operation)
  if (credential !== undefined) words.push(`-H "${credential}"`)
  if (schema.body) {
    const body = JSON.stringify(requestExample(schema.body), null, 2).replaceAll('\n', '\n  ')
    words.push("-H 'Content-Type: application/json'", `-d ${quoted(body)}`)
  }
  return words.join(' \\\n  ')
}

/** The path with example values for its parameters and for the query that must be there. */
export function pathExample({ url, schema }: Operation): string {
  const parameters = new Map(fieldsOf(schema.params ?? {}).map((field) => [field.name, field]))
  const path = url.replace(/:(\w+)/g, (_, name: string) => {
    const field = parameters.get(name) ?? { name, schema: { type: 'string' } }
    return encodeURIComponent(String(parameterExample(field)))
  })
  const query = new URLSearchParams()
  for (const field of neededFields(schema.querystring ?? {})) {
    query.set(field.name, String(parameterExample(field)))
  }
  return query.size > 0 ? `${path}?${query.toString()}` : path
}

function credentialOf({ security }: Operation): string | undefined {
  if (security === 'public') return undefined
  if (security.by === 'service') return 'X-API-Key: $API_KEY'
  return 'Authorization: Bearer $ACCESS_TOKEN'
}

function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : quoted(text)
}

/** Between single quotes a shell changes nothing, so only the quote itself needs care. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
