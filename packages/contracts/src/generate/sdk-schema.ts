import { alternatives, isNullable, typesOf, type JsonSchema, type TypeName } from './json-schema.ts'
import { comment, quote } from './sdk-text.ts'

/**
 * The TypeScript type of a schema where it is used; a named one by its name.
 *
 * @throws {Error} for a schema that TypeScript cannot express.
 */
export function typeOf(schema: JsonSchema, indent = ''): string {
  return schema.title ? orNull(schema.title, schema) : shapeOf(schema, indent)
}

/** The TypeScript type of a schema, spelled out even when it has a name. */
export function shapeOf(schema: JsonSchema, indent = ''): string {
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  const members = alternatives(schema)
  if (members) return unique(members.map((member) => typeOf(member, indent))).join(' | ')
  return unique(typesOf(schema).map((type) => typeNamed(type, schema, indent))).join(' | ')
}

/** What a comment says about a value of this schema: its description, then its limits. */
export function documentation(schema: JsonSchema): string[] {
  return [[schema.description ?? '', ...limits(schema)].join(' ').trim()]
}

/** The members of an object type, each with its comment. */
export function membersOf(schema: JsonSchema, indent: string): string {
  const required = new Set(schema.required)
  return Object.entries(schema.properties ?? {})
    .map(([name, member]) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name)
      const optional = required.has(name) ? '' : '?'
      return `${comment(documentation(member), indent)}${indent}${key}${optional}: ${typeOf(member, indent)}\n`
    })
    .join('')
}

function typeNamed(type: TypeName, schema: JsonSchema, indent: string): string {
  if (type === 'array') return arrayOf(schema, indent)
  if (type === 'object') return objectOf(schema, indent)
  return type === 'integer' ? 'number' : type
}

function arrayOf({ items }: JsonSchema, indent: string): string {
  if (!items) throw new Error('an array must say what its items are')
  const item = typeOf(items, indent)
  return item.includes(' | ') ? `(${item})[]` : `${item}[]`
}

function objectOf(schema: JsonSchema, indent: string): string {
  const { properties, additionalProperties: others, patternProperties = {} } = schema
  const patterns = Object.values(patternProperties)
  const rest = typeof others === 'object' ? [...patterns, others] : patterns
  if (properties) {
    if (rest.length || others === true) {
      throw new Error('an object has either named members or any others, not both')
    }
    return `{\n${membersOf(schema, `${indent}  `)}${indent}}`
  }
  if (rest.length) {
    return `{ [key: string]: ${unique(rest.map((value) => typeOf(value, indent))).join(' | ')} }`
  }
  if (others !== true) throw new Error('an object must say what its members are')
  return '{ [key: string]: JsonValue }'
}

function limits(schema: JsonSchema): string[] {
  const { format, pattern, minLength, maxLength, minimum, maximum, minItems, maxItems } = schema
  const found: string[] = []
  if (format) found.push(`Format \`${format}\`.`)
  found.push(...range(minLength, maxLength, ' characters'))
  found.push(...range(minimum, maximum, ''))
  found.push(...range(minItems, maxItems, ' items'))
  if (schema.uniqueItems) found.push('No item twice.')
  if (pattern) found.push(`Matches \`${pattern}\`.`)
  if (schema.default !== undefined) found.push(`Default: \`${JSON.stringify(schema.default)}\`.`)
  found.push(...demands('At least', schema.anyOf), ...demands('Exactly', schema.oneOf))
  return found
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least !== undefined && most !== undefined) return [`${least} to ${most}${unit}.`]
  if (least !== undefined) return [`At least ${least}${unit}.`]
  return most === undefined ? [] : [`At most ${most}${unit}.`]
}

function demands(how: string, listed: readonly JsonSchema[] | undefined): string[] {
  if (!listed || alternatives({ anyOf: listed })) return []
  const sets = listed.map(({ required = [] }) =>
    required.map((name) => `\`${name}\``).join(' with '),
  )
  return [`${how} one of ${sets.join(', ')} is required.`]
}

function literal(value: string | number | boolean | null): string {
  return typeof value === 'string' ? quote(value) : String(value)
}

function orNull(type: string, schema: JsonSchema): string {
  return isNullable(schema) ? `${type} | null` : type
}

function unique(types: readonly string[]): string[] {
  return [...new Set(types)]
}
