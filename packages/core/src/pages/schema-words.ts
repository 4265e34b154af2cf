import { count, listWords } from './prose.ts'
import { alternativesOf, valuesOf, type JsonSchema } from './schema.ts'

const FORMATS: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  uuid: 'UUID',
  uri: 'URI',
  'date-time': 'date and time',
}

/** The type of a value as people say it: `string`, `array of integer`, `string or null`. */
export function typeOf(schema: JsonSchema): string {
  const { type, items, anyOf, oneOf, contentMediaType } = schema
  if (contentMediaType === 'text/html') return 'HTML page'
  const values = valuesOf(schema)
  if (type === undefined && values) return unique(values.map(typeOfValue))
  if (type === undefined) return unique((anyOf ?? oneOf ?? []).map(typeOf)) || 'any value'
  if (typeof type !== 'string') return listWords(type, 'or')
  return type === 'array' && items ? `array of ${plural(items)}` : type
}

/** What a value must fulfil beyond its type, one phrase each; backticks mark code. */
export function constraintsOf(schema: JsonSchema): string[] {
  const values = valuesOf(schema)
  const { format, pattern, multipleOf } = schema
  return [
    values && quoteValues(values),
    format !== undefined && (FORMATS[format] ?? format),
    between(schema.minLength, schema.maxLength, 'character'),
    pattern !== undefined && `matches \`${pattern}\``,
    between(schema.minimum, schema.maximum),
    schema.exclusiveMinimum !== undefined && `more than ${schema.exclusiveMinimum}`,
    schema.exclusiveMaximum !== undefined && `less than ${schema.exclusiveMaximum}`,
    multipleOf !== undefined && `a multiple of ${multipleOf}`,
    between(schema.minItems, schema.maxItems, 'item'),
    schema.uniqueItems === true && 'no duplicates',
    ...(schema.items ? constraintsOf(schema.items).map((words) => `each ${words}`) : []),
    schema.default !== undefined && `default ${quote(schema.default)}`,
  ].filter((words) => words !== undefined && words !== false)
}

/** Which fields must be there together or instead of each other, as a sentence. */
export function presenceRule(schema: JsonSchema): string | undefined {
  const alternatives = alternativesOf(schema)
  if (!alternatives) {
    const { minProperties } = schema
    return minProperties ? `At least ${count(minProperties, 'field')} must be there.` : undefined
  }
  const { exactlyOne, sets } = alternatives
  const amount = exactlyOne ? 'Exactly one' : 'At least one'
  const names = sets.map((set) => listWords(set.map(quote), 'and'))
  if (sets.every((set) => set.length === 1)) {
    return `${amount} of ${listWords(names, 'and')} is required.`
  }
  return `${amount} of these is required: ${names.join('; or ')}.`
}

function between(min: number | undefined, max: number | undefined, unit?: string) {
  const measure = (amount: number) => (unit ? count(amount, unit) : String(amount))
  if (min !== undefined && min === max) return `exactly ${measure(min)}`
  if (min !== undefined && max !== undefined) return `${min} to ${measure(max)}`
  if (max !== undefined) return `up to ${measure(max)}`
  return min === undefined ? undefined : `at least ${measure(min)}`
}

function quoteValues(values: readonly unknown[]): string {
  const words = listWords(values.map(quote), 'or')
  return values.length === 1 ? `always ${words}` : words
}

function quote(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

function typeOfValue(value: unknown): string {
  return value === null ? 'null' : typeof value
}

function plural(items: JsonSchema): string {
  const type = typeOf(items)
  return items.title ?? (/^[a-z]+$/.test(type) ? `${type}s` : type)
}

function unique(words: readonly string[]): string {
  return listWords([...new Set(words)], 'or')
}
