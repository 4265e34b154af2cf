import type { Operation } from '../operation.ts'
import type { JsonSchema } from './json-schema.ts'
import { answers, sdkOperations } from './sdk-operations.ts'
import { BANNER, list } from './sdk-text.ts'

/**
 * A module that compiles only if every named type of the SDK and the type that TypeBox derives from
 * its schema accept each other.
 */
export function renderAssertions(operations: readonly Operation[]): string {
  const places = new Map<string, string>()
  const needed = new Set<string>()
  for (const operation of sdkOperations(operations)) {
    for (const [schema, place] of topSchemas(operation)) {
      if (!schema?.title || places.has(schema.title)) continue
      places.set(schema.title, `Static<${place}>`)
      needed.add(operation.operationId)
    }
  }
  const pairs = [...places, ['Problem', 'ProblemDocument']]
  return [
    BANNER,
    list('import type ', '{', ['ProblemDocument', ...[...needed].toSorted()], CONTRACTS) +
      `import type { Static } from '@sinclair/typebox'\n`,
    `import type * as Sdk from '../../src/generated/types.ts'\n`,
    SAME,
    `export type Assertions = [\n${pairs.map(([ours, theirs]) => `  Same<Sdk.${ours}, ${theirs}>,\n`).join('')}]\n`,
  ].join('\n')
}

function topSchemas(operation: Operation): [JsonSchema | undefined, string][] {
  const { operationId, schema } = operation
  return [
    [schema.body, `typeof ${operationId}.schema.body`],
    [schema.querystring, `typeof ${operationId}.schema.querystring`],
    ...answers(operation).map(([status, answer]): [JsonSchema, string] => [
      answer,
      `(typeof ${operationId}.schema.response)[${status}]`,
    ]),
  ]
}

const CONTRACTS = `} from '@latchkey/contracts'`

const SAME = `/** Refuses two types of which one does not accept the other. */
type Same<A extends B, B extends C, C = A> = [A, B, C]
`
