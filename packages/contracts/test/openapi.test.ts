import {
  defineOperation,
  openApiDocument,
  operations,
  problem,
  PROBLEMS,
} from '@latchkey/contracts'
import { operationProblems, problemCodes, recent, type Operation } from '@latchkey/contracts'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Type } from '@sinclair/typebox'
import { describe, expect, test } from 'vitest'

const options = { publicUrl: 'https://auth.example.com', version: '1.2.3' }

/** The document as a reader gets it: JSON, with everything optional unknown. */
function read(listed: readonly Operation[]) {
  return JSON.parse(JSON.stringify(openApiDocument(listed, options)))
}

describe('the OpenAPI document', () => {
  // Guarantee: every OpenAPI 3.1 tool can read it.
  test('is valid, and every reference in it leads somewhere', async () => {
    const document = read(operations)
    const validator = new Validator()

    const result = await validator.validate(structuredClone(document))
    const resolved = JSON.stringify(validator.resolveRefs({ specification: document }))

    expect(result).toEqual({ valid: true })
    expect(resolved).not.toContain('"$ref"')
  })

  test('says where the server is and which version it has', () => {
    const document = read(operations)

    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { title: 'Latchkey', version: '1.2.3' },
      servers: [{ url: 'https://auth.example.com' }],
    })
  })

  // Guarantee: a server that registers a part of the operations documents that part only.
  test('lists the given operations and nothing else', () => {
    const me = operations.filter(({ operationId }) => operationId === 'getMe')

    const document = read(me)

    expect(Object.keys(document.paths)).toEqual(['/api/auth/me'])
    expect(Object.keys(document.paths['/api/auth/me'])).toEqual(['get'])
    expect(Object.keys(document.components.schemas)).toEqual(['User', 'JsonObject', 'Problem'])
  })

  test.for(operations)('$operationId names exactly its problem codes', (operation) => {
    const validator = new Validator()

    const document = validator.resolveRefs({ specification: read([operation]) })
    const { paths } = JSON.parse(JSON.stringify(document))
    const [item] = Object.values<Record<string, Rendered>>(paths)
    const [rendered] = Object.values(item ?? {})

    expect(rendered?.operationId).toBe(operation.operationId)
    const named = Object.entries(rendered?.responses ?? {}).flatMap(([status, response]) => {
      const codes =
        response.content?.['application/problem+json']?.schema.properties.code.enum ?? []
      return codes.map((code) => `${status} ${code}`)
    })
    const declared = operationProblems(operation)
    expect(named).toEqual(declared.map((code) => `${PROBLEMS[code].status} ${code}`))
  })

  test('promises a challenge with 401 and a pause with 429 and 503', () => {
    const document = read(operations)
    const { responses } = document.paths['/api/auth/login'].post

    expect(Object.keys(responses['401'].headers)).toEqual(['WWW-Authenticate'])
    expect(Object.keys(responses['429'].headers)).toEqual(['Retry-After'])
    expect(Object.keys(document.components.responses.UNAVAILABLE.headers)).toEqual(['Retry-After'])
    expect(responses['409']).toBeUndefined()
  })

  test('tells who may call', () => {
    const guarded = defineOperation({
      operationId: 'deleteThing',
      method: 'DELETE',
      url: '/things/:thingId',
      security: recent,
      schema: {
        summary: 'Delete a thing',
        tags: ['things'],
        params: Type.Object({ thingId: Type.String({ description: 'Which one.' }) }),
        querystring: Type.Object({ force: Type.Optional(Type.Boolean()) }),
        response: { 204: Type.Null(), 404: problem('NOT_FOUND') },
      },
    })

    const document = read([...operations, guarded])

    expect(document.paths['/api/auth/login'].post.security).toEqual([])
    expect(document.paths['/api/auth/me'].get.security).toEqual([{ bearer: [] }, { apiKey: [] }])
    expect(document.paths['/things/{thingId}'].delete).toMatchObject({
      security: [{ bearer: [] }],
      description: 'Needs a proof of identity that is at most 600 seconds old.',
      parameters: [
        { name: 'thingId', in: 'path', required: true, description: 'Which one.' },
        { name: 'force', in: 'query', required: false, schema: { type: 'boolean' } },
      ],
      responses: { 204: { description: 'Done.' } },
    })
    expect(document.paths['/things/{thingId}'].delete.responses['204'].content).toBeUndefined()
  })

  test('describes a page as the media type it has', () => {
    const document = read(operations)

    expect(Object.keys(document.paths['/docs'].get.responses['200'].content)).toEqual(['text/html'])
  })

  test('keeps the demand for one of two members', () => {
    const { schemas } = read(operations).components

    expect(schemas.Credentials.oneOf).toEqual([{ required: ['email'] }, { required: ['username'] }])
    expect(schemas.Registration.anyOf).toEqual([
      { required: ['email'] },
      { required: ['username'] },
    ])
  })
})

interface Rendered {
  operationId: string
  responses: Record<
    string,
    {
      content?: Record<string, { schema: { properties: { code: { enum: string[] } } } }>
    }
  >
}

test('a response schema is a problem exactly when problem() made it', () => {
  expect(problemCodes(problem('NOT_FOUND'))).toEqual(['NOT_FOUND'])
  expect(problemCodes(Type.Null())).toBeUndefined()
})
