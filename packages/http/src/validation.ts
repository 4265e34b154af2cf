import AjvCompiler from '@fastify/ajv-compiler'
import type { FastifySchemaCompiler } from 'fastify'

/** As PostgreSQL takes it: other validators also let the form of a URN pass (RFC 9562, section 4). */
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

const strict = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  // Contracts carry keywords that describe and do not validate.
  strictSchema: false,
  // Checking schemas against the schema of schemas would take a tenth of the start. Contracts are
  // typed, and the OpenAPI document that is made of them is validated.
  validateSchema: false,
  // Only the shape that every address has (RFC 6531); which ones are taken, the service decides.
  formats: { 'idn-email': /^[^@\s]+@[^@\s]+$/, uuid: UUID },
} as const

/**
 * Validation as contracts mean it, whatever the host's Fastify is set to: bodies are never coerced
 * and never lose unknown members silently; only paths and queries, which are text by nature, are
 * turned into the types their schema names.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const build = AjvCompiler()
  const forBodies = build({}, { customOptions: { ...strict, coerceTypes: false } })
  // Text such as `1e400` becomes Infinity, and strict numbers would keep that from its bounds.
  const forText = build(
    {},
    { customOptions: { ...strict, coerceTypes: true, strictNumbers: false } },
  )
  return ({ schema, httpPart }) => (httpPart === 'body' ? forBodies : forText)({ schema, httpPart })
}
