/**
 * The part of JSON Schema (2020-12) that contracts may use. A schema with any other keyword is
 * refused, so nothing that the OpenAPI document or the SDK cannot express slips through.
 */
export interface JsonSchema {
  readonly title?: string
  readonly description?: string
  readonly default?: string | number | boolean | null
  readonly type?: TypeName | readonly TypeName[]
  readonly const?: string | number | boolean | null
  readonly enum?: readonly (string | number | boolean | null)[]
  readonly format?: string
  readonly pattern?: string
  readonly contentMediaType?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly 'x-problem-codes'?: readonly string[]
}

export type TypeName = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object'

const KEYWORDS: Readonly<Record<keyof JsonSchema, true>> = {
  title: true,
  description: true,
  default: true,
  type: true,
  const: true,
  enum: true,
  format: true,
  pattern: true,
  contentMediaType: true,
  minLength: true,
  maxLength: true,
  minimum: true,
  maximum: true,
  minItems: true,
  maxItems: true,
  uniqueItems: true,
  items: true,
  properties: true,
  required: true,
  additionalProperties: true,
  patternProperties: true,
  anyOf: true,
  oneOf: true,
  'x-problem-codes': true,
}

/**
 * Calls `visit` for `schema` and everything inside it, outermost first; `at` says where.
 *
 * @throws {Error} at a keyword that contracts may not use, a schema that allows any value, or a
 *   nullable list of values that leaves `null` out and so would refuse it.
 */
export function walk(
  schema: JsonSchema,
  at: string,
  visit: (schema: JsonSchema, at: string) => void,
): void {
  const unknown = Object.keys(schema).find((key) => !Object.hasOwn(KEYWORDS, key))
  if (unknown) throw new Error(`${at}: the generator does not know the keyword "${unknown}"`)
  if (!schema.type && schema.const === undefined && !schema.enum && !alternatives(schema)) {
    throw new Error(`${at}: the schema allows any value`)
  }
  if (isNullable(schema) && schema.enum && !schema.enum.includes(null)) {
    throw new Error(`${at}: the type allows null, the enum does not`)
  }
  visit(schema, at)
  for (const [key, child] of children(schema)) walk(child, `${at}/${key}`, visit)
}

/** The types a schema names; none when it is a constant, an enum or a union without `type`. */
export function typesOf({ type }: JsonSchema): readonly TypeName[] {
  if (!type) return []
  return typeof type === 'string' ? [type] : type
}

/** Whether `null` is one of several types. */
export function isNullable(schema: JsonSchema): boolean {
  return typesOf(schema).length > 1 && typesOf(schema).includes('null')
}

/** The members of a union; `undefined` when `anyOf` or `oneOf` only demands members of an object. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] | undefined {
  const listed = schema.anyOf ?? schema.oneOf
  return listed && !listed.every(isDemand) ? listed : undefined
}

/** `{ required: [...] }` and nothing else: it restricts an object instead of describing one. */
function isDemand(schema: JsonSchema): boolean {
  return Object.keys(schema).join() === 'required'
}

function children(schema: JsonSchema): [string, JsonSchema][] {
  const found: [string, JsonSchema][] = [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.patternProperties ?? {}),
    ...Object.entries(alternatives(schema) ?? []),
  ]
  if (schema.items) found.push(['items', schema.items])
  const { additionalProperties: others } = schema
  if (typeof others === 'object') found.push(['additionalProperties', others])
  return found
}
