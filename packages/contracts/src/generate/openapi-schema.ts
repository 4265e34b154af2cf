import type { Components } from './components.ts'
import { isNullable, type JsonSchema } from './json-schema.ts'

/** A value of an OpenAPI document. */
export type Json = string | number | boolean | null | readonly Json[] | JsonMembers
export type JsonMembers = { readonly [key: string]: Json }

/** A schema where it is used: a named one is referred to, described in the words of this place. */
export function renderSchema(schema: JsonSchema, components: Components): JsonMembers {
  const { title, description } = schema
  const named = title ? components.get(title) : undefined
  if (!title || !named) return renderShape(schema, components)
  const reference = { $ref: `#/components/schemas/${title}` }
  const target = isNullable(schema) ? { anyOf: [reference, { type: 'null' }] } : reference
  return description && description !== named.description ? { ...target, description } : target
}

/** A schema spelled out, as it stands under `components/schemas`. */
export function renderShape(schema: JsonSchema, components: Components): JsonMembers {
  const {
    items,
    properties,
    patternProperties,
    additionalProperties,
    'x-problem-codes': _codes,
    anyOf,
    oneOf,
    ...plain
  } = schema
  const render = (child: JsonSchema) => renderSchema(child, components)
  const renderEach = (children: Readonly<Record<string, JsonSchema>>) =>
    Object.fromEntries(Object.entries(children).map(([key, child]) => [key, render(child)]))
  return {
    ...plain,
    ...(items && { items: render(items) }),
    ...(properties && { properties: renderEach(properties) }),
    ...(patternProperties && { patternProperties: renderEach(patternProperties) }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === 'boolean'
          ? additionalProperties
          : render(additionalProperties),
    }),
    ...(anyOf && { anyOf: anyOf.map(render) }),
    ...(oneOf && { oneOf: oneOf.map(render) }),
  }
}
