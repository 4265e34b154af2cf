/** The part of JSON Schema that contracts use. Every TypeBox schema fits it. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly examples?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly contentMediaType?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly additionalProperties?: boolean | JsonSchema | undefined
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly allOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

export interface Field {
  readonly name: string
  readonly schema: JsonSchema
  /** `conditional`: whether it is needed depends on other fields; `alternatives` says how. */
  readonly presence: 'required' | 'optional' | 'conditional'
}

export interface Alternatives {
  readonly exactlyOne: boolean
  /** Sets of names, of which one must be there as a whole. */
  readonly sets: readonly (readonly string[])[]
}

/** The fields of an object, those of its `allOf` parts included. */
export function fieldsOf(schema: JsonSchema): Field[] {
  const own = Object.entries(schema.properties ?? {})
  const required = new Set(schema.required)
  const conditional = new Set(alternativesOf(schema)?.sets.flat())
  const fields = own.map(([name, property]): Field => {
    const presence = required.has(name)
      ? 'required'
      : conditional.has(name)
        ? 'conditional'
        : 'optional'
    return { name, schema: property, presence }
  })
  return [...fields, ...(schema.allOf ?? []).flatMap(fieldsOf)]
}

/** `anyOf` or `oneOf` that only says which fields must be there. */
export function alternativesOf({ anyOf, oneOf }: JsonSchema): Alternatives | undefined {
  const parts = oneOf ?? anyOf ?? []
  const sets = parts.flatMap(({ required, properties }) => {
    return required && !properties ? [required] : []
  })
  if (sets.length === 0 || sets.length < parts.length) return undefined
  return { exactlyOne: oneOf !== undefined, sets }
}

/** The values a schema lists, as `const`, as `enum`, or as a union of constants. */
export function valuesOf(schema: JsonSchema): readonly unknown[] | undefined {
  if ('const' in schema) return [schema.const]
  if (schema.enum) return schema.enum
  const parts = schema.anyOf ?? schema.oneOf ?? []
  const values = parts.flatMap((part) => (isNull(part) ? [null] : (valuesOf(part) ?? [])))
  const isComplete = parts.length > 0 && parts.every((part) => isNull(part) || valuesOf(part))
  return isComplete ? values : undefined
}

/**
 * The objects with known fields that a value may be made of: itself, its items, its members, or
 * each object of a union.
 */
export function shapesOf(schema: JsonSchema): JsonSchema[] {
  if (fieldsOf(schema).length > 0) return [schema]
  const { items, additionalProperties, patternProperties = {}, anyOf = [], oneOf = [] } = schema
  const members = typeof additionalProperties === 'object' ? [additionalProperties] : []
  const parts = [...members, ...Object.values(patternProperties), ...anyOf, ...oneOf]
  return [...(items ? [items] : []), ...parts].flatMap(shapesOf)
}

export function isNull({ type }: JsonSchema): boolean {
  return type === 'null'
}
