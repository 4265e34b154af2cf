import type { Operation } from '../operation.ts'
import { collectComponents } from './components.ts'
import type { JsonSchema } from './json-schema.ts'
import { sdkOperations } from './sdk-operations.ts'
import { documentation, membersOf, shapeOf } from './sdk-schema.ts'
import { BANNER, comment } from './sdk-text.ts'

/** `types.ts`: one named type for every named schema that the SDK meets. */
export function renderTypes(operations: readonly Operation[]): string {
  const types = [...collectComponents(sdkOperations(operations))].map(declare)
  return [BANNER, ...types, JSON_VALUE].join('\n')
}

function declare([name, schema]: [string, JsonSchema]): string {
  const text = comment(documentation(schema))
  if (!schema.properties) return `${text}export type ${name} = ${shapeOf(schema)}\n`
  return `${text}export interface ${name} {\n${membersOf(schema, '  ')}}\n`
}

const JSON_VALUE = `/** What JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue }
`
