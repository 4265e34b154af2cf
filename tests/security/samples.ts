import { operations, type Operation } from '@latchkey/contracts'
import { newId } from '@latchkey/database'
import fc from 'fast-check'

import { PASSWORD } from '../harness.ts'

/** JSON Schema, as far as contracts use it. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

export type Body = Record<string, unknown>

/** Operations that read a body, with its schema. */
export const withBody = operations.flatMap((operation) => {
  if (!operation.schema.body) return []
  const body: Schema = JSON.parse(JSON.stringify(operation.schema.body))
  return [{ ...operation, body }]
})

/** Every member of every body: the place where a client can put a value. */
export const bodyFields = withBody.flatMap(({ body, ...operation }) =>
  Object.entries(body.properties ?? {}).map(([field, schema]) => ({
    operation,
    operationId: operation.operationId,
    body,
    field,
    schema,
  })),
)

/** What an operation reads from its query. */
export function parametersOf({ schema }: Operation): { name: string; schema: Schema }[] {
  const query: Schema = JSON.parse(JSON.stringify(schema.querystring ?? {}))
  return Object.entries(query.properties ?? {}).map(([name, schema]) => ({ name, schema }))
}

/** Operations that need a credential. */
export const guarded = operations.filter(({ security }) => security !== 'public')

/** A body that the contract accepts, with nothing in it that can be left out but `field`. */
export function sampleBody(body: Schema, field?: string): Body {
  const alternatives = body.anyOf ?? body.oneOf ?? []
  const alternative =
    alternatives.find(({ required }) => field !== undefined && required?.includes(field)) ??
    alternatives[0]
  const names = [
    ...(body.required ?? []),
    ...(alternative?.required ?? []),
    ...(field === undefined ? [] : [field]),
  ]
  return Object.fromEntries(
    names.map((name) => [name, sampleValue(body.properties?.[name] ?? {}, name)]),
  )
}

/** A value that the schema accepts; addresses and names are new at every call. */
export function sampleValue(schema: Schema, name = ''): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  switch (typesOf(schema)[0]) {
    case 'string':
      return sampleText(schema, name)
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return [sampleValue(schema.items ?? {})]
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, value]) => [
          key,
          sampleValue(value, key),
        ]),
      )
    case undefined:
    default:
      return 'anything'
  }
}

function sampleText({ format, pattern, minLength = 0, maxLength = 64 }: Schema, name: string) {
  if (format === 'idn-email') return `sample-${newId()}@example.test`
  if (format === 'uuid') return newId()
  if (format === 'date-time') return '2030-01-01T00:00:00.000Z'
  if (format === 'uri') return 'https://app.example.test/'
  if (name === 'role') return 'user'
  if (name === 'username') return `u${newId().replaceAll('-', '').slice(-30)}`
  if (pattern !== undefined) {
    const matching = fc
      .stringMatching(new RegExp(pattern))
      .filter((text) => text.length >= Math.max(1, minLength) && text.length <= maxLength)
    return fc.sample(matching, { numRuns: 1, seed: 1 })[0]
  }
  return PASSWORD.padEnd(minLength, 'x').slice(0, maxLength)
}

export function typesOf({ type = [] }: Schema): readonly string[] {
  return typeof type === 'string' ? [type] : type
}

/** The path of an operation with something in the place of each parameter. */
export function pathOf({ url }: Operation, parameter: string = newId()): string {
  return url.replaceAll(/:\w+/g, () => encodeURIComponent(parameter.toWellFormed()))
}
