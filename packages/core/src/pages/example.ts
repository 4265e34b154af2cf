import { createHash } from 'node:crypto'

import { SAMPLES } from './samples.ts'
import {
  alternativesOf,
  fieldsOf,
  isNull,
  valuesOf,
  type Field,
  type JsonSchema,
} from './schema.ts'

/** A body that a caller would send: what must be there, or everything when nothing must. */
export function requestExample(schema: JsonSchema): unknown {
  return exampleOf(schema, { subject: '', choose: sentFields })
}

/** A body that the server answers, with all its fields. */
export function responseExample(schema: JsonSchema): unknown {
  return exampleOf(schema, { subject: '', choose: fieldsOf })
}

/** A value for one parameter of a path or a query. */
export function parameterExample({ name, schema }: Pick<Field, 'name' | 'schema'>): unknown {
  return exampleOf(schema, { name, subject: '', choose: sentFields })
}

/** The fields without which a request is refused: of several ways to identify, the first. */
export function neededFields(schema: JsonSchema): Field[] {
  const fields = fieldsOf(schema)
  const alternative = alternativesOf(schema)?.sets[0] ?? []
  return fields.filter(({ name, presence }) => {
    return presence === 'required' || alternative.includes(name)
  })
}

function sentFields(schema: JsonSchema): Field[] {
  const needed = neededFields(schema)
  return needed.length > 0 ? needed : fieldsOf(schema)
}

interface Place {
  /** The name of the field the value is for. */
  readonly name?: string
  /** What the surrounding object is, so that the same thing has the same id everywhere. */
  readonly subject: string
  readonly choose: (schema: JsonSchema) => Field[]
}

function exampleOf(schema: JsonSchema, place: Place): unknown {
  const { name = '', choose } = place
  const given = Array.isArray(schema.examples) ? schema.examples : []
  const samples = Object.hasOwn(SAMPLES, name) ? (SAMPLES[name] ?? []) : []
  const candidates: unknown[] = [
    ...given,
    ...(valuesOf(schema) ?? []),
    ...(schema.default === undefined ? [] : [schema.default]),
    ...samples.filter((sample) => fits(schema, sample)),
  ]
  if (candidates.length > 0) return candidates[0]

  const subject = schema.title?.toLowerCase() ?? (name || place.subject)
  const fields = choose(schema)
  if (fields.length > 0) {
    return Object.fromEntries(
      fields.map((field) => [
        field.name,
        exampleOf(field.schema, { name: field.name, subject: name || subject, choose }),
      ]),
    )
  }
  const union = (schema.anyOf ?? schema.oneOf)?.find((part) => !isNull(part))
  if (union) return exampleOf(union, place)
  if (hasType(schema, 'array')) return schema.items ? [exampleOf(schema.items, place)] : []
  if (hasType(schema, 'object')) return {}
  if (hasType(schema, 'integer') || hasType(schema, 'number')) return schema.minimum ?? 1
  if (hasType(schema, 'boolean')) return true
  return hasType(schema, 'string') ? stringFor(schema, name, place.subject) : null
}

function stringFor({ format }: JsonSchema, name: string, subject: string): string {
  if (format === 'idn-email') return 'ada@example.com'
  if (format === 'uri') return 'https://app.example.com'
  if (format === 'date-time') return '2026-01-15T09:30:00.000Z'
  if (format === 'uuid' || name.endsWith('Id')) return idOf(name === 'id' ? subject : name)
  return name || 'text'
}

/** A UUID v7 that is always the same for the same thing: `sessionId` equals the `id` of `session`. */
function idOf(subject: string): string {
  const digest = createHash('sha256').update(subject.replace(/Id$/, '')).digest('hex')
  return `019bc0e1-8a40-7${digest.slice(0, 3)}-9${digest.slice(3, 6)}-${digest.slice(6, 18)}`
}

function fits(schema: JsonSchema, sample: unknown): boolean {
  if (typeof sample === 'number') return hasType(schema, 'integer') || hasType(schema, 'number')
  if (Array.isArray(sample)) return hasType(schema, 'array')
  if (typeof sample !== 'string') return hasType(schema, 'object') && fieldsOf(schema).length === 0
  const { minLength = 0, maxLength = Infinity, pattern = '' } = schema
  const isInRange = sample.length >= minLength && sample.length <= maxLength
  return hasType(schema, 'string') && isInRange && new RegExp(pattern, 'u').test(sample)
}

function hasType({ type }: JsonSchema, name: string): boolean {
  return type === name || (Array.isArray(type) && type.includes(name))
}
