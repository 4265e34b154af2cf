import type { Operation } from '../operation.ts'
import { problemCodes } from '../operation.ts'
import type { JsonSchema } from './json-schema.ts'
import { pascalCase } from './sdk-text.ts'
import { typeOf } from './sdk-schema.ts'

/** The operations that the SDK calls: by a name of its own, or for its session. */
export function sdkOperations(operations: readonly Operation[]): Operation[] {
  return operations.filter(({ sdk, session }) => sdk ?? session)
}

/** The name of the union of problems that an operation declares. */
export function problemsName({ operationId }: Operation): string {
  return `${pascalCase(operationId)}Problem`
}

/** What a successful call gives, by status. */
export function answers({ schema }: Operation): [status: string, answer: JsonSchema][] {
  return Object.entries(schema.response).filter(([, answer]) => !problemCodes(answer))
}

/**
 * The type of what a successful call gives; `void` when no answer has a body.
 *
 * @throws {Error} when an object has no title to be named by.
 */
export function resultType(operation: Operation): string {
  const types = answers(operation).map(([status, answer]) =>
    answer.type === 'null' ? 'void' : nameOf(answer, `${operation.operationId}/${status}`),
  )
  const unique = [...new Set(types)]
  return unique.length > 1
    ? unique.map((type) => (type === 'void' ? 'undefined' : type)).join(' | ')
    : unique.join()
}

/** @throws {Error} when an object has no title to be named by. */
export function nameOf(schema: JsonSchema, at: string): string {
  if (schema.properties && !schema.title) throw new Error(`${at}: the schema needs a title`)
  return typeOf(schema)
}

/** Whether an operation answers one page of a list, and the query says which (see `page`). */
export function isPaged(operation: Operation): boolean {
  const query: JsonSchema | undefined = operation.schema.querystring
  const isPage = answers(operation).some(
    ([, { properties }]) => properties?.['data']?.type === 'array' && properties['nextCursor'],
  )
  return isPage && query?.properties?.['cursor'] !== undefined
}
