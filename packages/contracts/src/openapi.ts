import { collectComponents } from './generate/components.ts'
import { renderOperation, SECURITY_SCHEMES } from './generate/openapi-operation.ts'
import { problemComponents } from './generate/openapi-problems.ts'
import { renderShape, type JsonMembers } from './generate/openapi-schema.ts'
import { checkPath } from './generate/path.ts'
import type { Operation } from './operation.ts'

export interface OpenApiOptions {
  /** Address under which clients reach the server, without a slash at the end. */
  readonly publicUrl: string
  /** Version of the interface. */
  readonly version: string
}

/** An OpenAPI document as plain data, ready for `JSON.stringify`. */
export type OpenApiDocument = JsonMembers

/**
 * Describes `operations`, and nothing else, as an OpenAPI 3.1 document. Schemas with a title become
 * components; every problem response names exactly the codes that its operation may answer.
 *
 * @throws {Error} when one title names two shapes, a path and its parameters disagree, or a schema
 *   uses a keyword that contracts may not use.
 */
export function openApiDocument(
  operations: readonly Operation[],
  { publicUrl, version }: OpenApiOptions,
): OpenApiDocument {
  const components = collectComponents(operations)
  const paths: Record<string, JsonMembers> = {}
  for (const operation of operations) {
    checkPath(operation)
    const path = operation.url.replaceAll(/:(\w+)/g, '{$1}')
    const method = operation.method.toLowerCase()
    paths[path] = { ...paths[path], [method]: renderOperation(operation, components) }
  }
  const schemas = [...components].map(([title, schema]) => [title, renderShape(schema, components)])
  return {
    openapi: '3.1.1',
    info: {
      title: 'Latchkey',
      summary: 'API authentication for Node.',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(operations.flatMap(({ schema }) => schema.tags))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      ...problemComponents(operations, publicUrl),
      securitySchemes: SECURITY_SCHEMES,
    },
  }
}
