import type { Operation } from '../operation.ts'
import { isNullable, walk, type JsonSchema, type TypeName } from './json-schema.ts'

/** The named schemas of some operations, by title, in the order in which they are met. */
export type Components = ReadonlyMap<string, JsonSchema>

/**
 * Collects every schema that has a title. Where it stands decides about `null` and may describe it
 * in other words; anything else must be the same wherever the title is used.
 *
 * @throws {Error} when one title names two shapes, or a schema cannot be expressed (see `walk`).
 */
export function collectComponents(operations: readonly Operation[]): Components {
  const found = new Map<string, { schema: JsonSchema; shape: string; at: string }>()
  for (const operation of operations) {
    for (const [at, schema] of operationSchemas(operation)) walk(schema, at, note)
  }
  return new Map([...found].map(([title, { schema }]) => [title, schema]))

  function note(used: JsonSchema, at: string) {
    if (!used.title) return
    const schema = component(used)
    const { description, ...rest } = schema
    const shape = JSON.stringify(rest)
    const known = found.get(used.title)
    if (!known) {
      found.set(used.title, { schema, shape, at })
      return
    }
    if (known.shape !== shape) {
      throw new Error(`${at}: "${used.title}" has another shape at ${known.at}`)
    }
    if (known.schema.description !== description) known.schema = rest
  }
}

/** What an operation takes and answers, each with a name for error messages. */
export function operationSchemas({ operationId, schema }: Operation): [string, JsonSchema][] {
  const { params, querystring, body, response } = schema
  const inputs: [string, JsonSchema | undefined][] = [
    [`${operationId}/params`, params],
    [`${operationId}/query`, querystring],
    [`${operationId}/body`, body],
  ]
  return [
    ...inputs.flatMap(([at, input]): [string, JsonSchema][] => (input ? [[at, input]] : [])),
    ...Object.entries(response).map(([status, answer]): [string, JsonSchema] => [
      `${operationId}/${status}`,
      answer,
    ]),
  ]
}

/** The schema without what belongs to the place where it is used. */
function component(schema: JsonSchema): JsonSchema {
  const { 'x-problem-codes': _codes, ...rest } = schema
  if (!isNullable(schema) || typeof schema.type === 'string') return rest
  const [type, ...more] = (schema.type ?? []).filter((name): name is TypeName => name !== 'null')
  return type && !more.length ? { ...rest, type } : rest
}
