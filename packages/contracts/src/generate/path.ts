import type { Operation } from '../operation.ts'
import type { JsonSchema } from './json-schema.ts'

/** The names of the parameters in the path, in order. */
export function pathParameters({ url }: Operation): string[] {
  return [...url.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? [])
}

/** @throws {Error} when the names in the path are not exactly those that `params` describes. */
export function checkPath(operation: Operation): void {
  const params: JsonSchema | undefined = operation.schema.params
  const described = Object.keys(params?.properties ?? {})
  const named = pathParameters(operation)
  if (named.toSorted().join() !== described.toSorted().join()) {
    throw new Error(
      `${operation.operationId}: the path names (${named.join()}), params describes (${described.join()})`,
    )
  }
}
