import { Type, type SchemaOptions, type Static, type TSchema } from '@sinclair/typebox'

/** `null` or what `schema` describes, as one JSON type list, which serialises faster than a union. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type, 'null'] })
}

/** One of the given words. */
export function choice<const T extends readonly string[]>(...words: T) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: words })
}

export const Id = Type.String({ format: 'uuid', description: 'UUID, version 7.' })

export const Timestamp = Type.String({
  format: 'date-time',
  description: 'ISO 8601 in UTC.',
})

/** A line of text for people to read: no control characters, so it is safe in logs and mails. */
export function line(options: SchemaOptions & { minLength: number; maxLength: number }) {
  return Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f]*$', ...options })
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | { [key: string]: JsonValue }

/** Any JSON object. Its size and depth are bounded where it is accepted. */
export const JsonObject = Type.Unsafe<{ [key: string]: JsonValue }>({
  title: 'JsonObject',
  type: 'object',
  additionalProperties: true,
})
export type JsonObject = Static<typeof JsonObject>

/** The body of an answer that has none (204). */
export const NoContent = Type.Null({ description: 'Done. The answer has no body.' })

/** The body of an answer that repeats what the client has (304, RFC 9110, section 15.4.5). */
export const NotModified = Type.Null({ description: 'Nothing has changed.' })
