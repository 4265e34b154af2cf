import SerializerCompiler from '@fastify/fast-json-stringify-compiler'
import type { FastifySchema, FastifySerializerCompiler } from 'fastify'

/** Stands in a response schema for every status that has none of its own. */
const UNLISTED = 'default'

/**
 * Serialization as contracts mean it, whatever the host's Fastify is set to: what leaves is what the
 * schema of its status lists. A status without a schema does not leave.
 */
export function createSerializerCompiler(): FastifySerializerCompiler<FastifySchema> {
  const compile = SerializerCompiler()()
  return ({ schema, method, url, httpStatus = UNLISTED }) => {
    if (httpStatus === UNLISTED) return refuse(method, url)
    const route = { schema, method, url, httpStatus }
    return isRefusal(httpStatus) ? onFirstUse(() => compile(route)) : compile(route)
  }
}

type Serializer = (data: unknown) => string

function refuse(method: string, url: string): Serializer {
  return () => {
    throw new Error(`${method} ${url} answered with a status that its contract does not list`)
  }
}

function isRefusal(httpStatus: string): boolean {
  return httpStatus.startsWith('4') || httpStatus.startsWith('5')
}

/** Refusals leave as finished problem documents: hardly any of their many serializers ever runs. */
function onFirstUse(compile: () => Serializer): Serializer {
  let serialize: Serializer | undefined
  return (data) => {
    serialize ??= compile()
    return serialize(data)
  }
}

/**
 * Adds what stands for every status that `schema` does not list. Fastify looks for it only when it
 * finds nothing else, so this costs no request anything.
 */
export function closeResponses(schema: FastifySchema | undefined): FastifySchema {
  const listed = typeof schema?.response === 'object' ? schema.response : {}
  return { ...schema, response: { ...listed, [UNLISTED]: {} } }
}
