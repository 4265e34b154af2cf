import {
  defineOperation,
  Id,
  NoContent,
  nullable,
  openApiDocument,
  page,
  PageQuery,
  recent,
  session,
  type Operation,
} from '@latchkey/contracts'
import { Type, type TSchema } from '@sinclair/typebox'
import { describe, expect, test } from 'vitest'

import { renderClient } from '../src/generate/sdk-client.ts'
import { renderTypes } from '../src/generate/sdk-types.ts'

const options = { publicUrl: 'https://auth.example.com', version: '1.2.3' }

function answering(schema: TSchema, own: Partial<Operation> = {}): Operation {
  return defineOperation({
    operationId: 'getThing',
    method: 'GET',
    url: '/things',
    security: session,
    sdk: 'things.get',
    schema: { summary: 'A thing', tags: ['things'], response: { 200: schema } },
    ...own,
  })
}

function thing(members: Record<string, TSchema>, title = 'Thing') {
  return Type.Object(members, { title, additionalProperties: false })
}

describe('the generator refuses', () => {
  test.for([
    ['allOf', Type.Intersect([Type.Object({}), Type.Object({})])],
    ['multipleOf', Type.Integer({ multipleOf: 2 })],
    ['x-internal', Type.String({ 'x-internal': true })],
  ] as const)('the keyword %s', ([keyword, schema]) => {
    const operations = [answering(thing({ inner: Type.Array(schema) }))]

    const message = `getThing/200/inner/items: the generator does not know the keyword "${keyword}"`

    expect(() => openApiDocument(operations, options)).toThrow(message)
    expect(() => renderTypes(operations)).toThrow(message)
  })

  // Guarantee: neither the document nor the SDK ever says "any".
  test.for([
    ['anything', Type.Any(), 'the schema allows any value'],
    ['unknown', Type.Unknown(), 'the schema allows any value'],
    [
      'an enum that leaves out null',
      nullable(Type.Unsafe({ type: 'string', enum: ['a'] })),
      'enum',
    ],
  ] as const)('%s', ([, schema, message]) => {
    const operations = [answering(thing({ inner: schema }))]

    expect(() => openApiDocument(operations, options)).toThrow(message)
    expect(() => renderTypes(operations)).toThrow(message)
  })

  test.for([
    ['an object without members', Type.Unsafe({ type: 'object' }), 'what its members are'],
    ['an array without items', Type.Unsafe({ type: 'array' }), 'what its items are'],
    [
      'an open object with named members',
      Type.Object({ a: Type.String() }, { additionalProperties: true }),
      'not both',
    ],
  ] as const)('%s in the SDK', ([, schema, message]) => {
    expect(() => renderTypes([answering(thing({ inner: schema }))])).toThrow(message)
  })

  test('one title for two shapes', () => {
    const operations = [
      answering(thing({ a: Type.String() })),
      answering(Type.Array(thing({ a: Type.Number() })), { operationId: 'listThings' }),
    ]

    const message = 'listThings/200/items: "Thing" has another shape at getThing/200'

    expect(() => openApiDocument(operations, options)).toThrow(message)
    expect(() => renderTypes(operations)).toThrow(message)
  })

  test('an object of the SDK without a title', () => {
    const operations = [answering(Type.Object({ a: Type.String() }))]

    expect(() => renderClient(operations)).toThrow('getThing/200: the schema needs a title')
  })

  test('one name for two operations', () => {
    const first = answering(thing({ a: Type.String() }))
    const second = answering(thing({ a: Type.String() }), { operationId: 'other' })
    const inside = answering(thing({ a: Type.String() }), { sdk: 'things.get.first' })

    expect(() => renderClient([first, second])).toThrow('other: "things.get" is taken')
    expect(() => renderClient([first, inside])).toThrow('"things.get" is taken')
  })

  test('a path that names other parameters than it describes', () => {
    const operations = [answering(thing({ a: Type.String() }), { url: '/things/:thingId' })]

    const message = 'getThing: the path names (thingId), params describes ()'

    expect(() => openApiDocument(operations, options)).toThrow(message)
    expect(() => renderClient(operations)).toThrow(message)
  })
})

describe('the client of the SDK', () => {
  const rename = defineOperation({
    operationId: 'renameThing',
    method: 'PATCH',
    url: '/shelves/:shelfId/things/:thingId',
    security: recent,
    sdk: 'shelves.things.update',
    schema: {
      summary: 'Rename a thing',
      tags: ['things'],
      params: Type.Object({ thingId: Id, shelfId: Id }),
      body: thing({ name: Type.Optional(Type.String()) }, 'ThingUpdate'),
      querystring: thing({ force: Type.Boolean() }, 'ThingQuery'),
      response: { 200: thing({ name: Type.String() }), 204: NoContent },
    },
  })

  test('takes path parameters first, then body, query and options', () => {
    const client = renderClient([rename])

    expect(client).toContain(`  update(
    shelfId: string,
    thingId: string,
    body: ThingUpdate,
    query: ThingQuery,
    options?: CallOptions,
  ): Call<Thing | undefined, RenameThingProblem> {
    return this.#send({
      method: 'PATCH',
      path: '/shelves/:shelfId/things/:thingId',
      auth: true,
      params: { shelfId, thingId },
      body,
      query,
      options,
    })
  }`)
  })

  test('nests resources as the names do', () => {
    const client = renderClient([rename])

    expect(client).toContain('  readonly things: ShelvesThings\n')
    expect(client).toContain('    this.things = new ShelvesThings(send)\n')
    expect(client).toContain('export class Client {\n  readonly shelves: Shelves\n')
  })

  test('lets a body with optional members be left out, except in a change', () => {
    const rotate = answering(thing({ a: Type.String() }), {
      method: 'POST',
      schema: {
        summary: 'Rotate',
        tags: ['things'],
        body: thing({ overlap: Type.Optional(Type.Integer()) }, 'Rotation'),
        response: { 204: NoContent },
      },
    })

    const client = renderClient([rotate])

    expect(client).toContain(
      'get(body: Rotation = {}, options?: CallOptions): Call<void, GetThingProblem>',
    )
  })

  // Guarantee: every list can be read to its end with a loop, whoever wrote its contract.
  test('makes a call that pages of an operation that answers pages', () => {
    const answer = page('ThingPage', thing({ a: Type.String() }))
    const list = answering(answer, {
      operationId: 'listThings',
      sdk: 'things.list',
      schema: {
        summary: 'Things',
        tags: ['things'],
        querystring: PageQuery,
        response: { 200: answer },
      },
    })

    const client = renderClient([list])

    expect(client).toContain("import { paged, type PagedCall } from '../paged.ts'\n")
    expect(client)
      .toContain(`  list(query: PageQuery = {}, options?: CallOptions): PagedCall<ThingPage, ListThingsProblem> {
    return paged(query, (query) =>
      this.#send({
        method: 'GET',
        path: '/things',
        auth: true,
        query,
        options,
      }),
    )
  }`)
    expect(renderClient([rename])).not.toContain('paged')
  })

  test('marks what may tell the device', () => {
    const signIn = answering(thing({ a: Type.String() }), {
      method: 'POST',
      schema: {
        summary: 'Sign in',
        tags: ['things'],
        body: thing({ deviceToken: Type.Optional(Type.String()) }, 'SignIn'),
        response: { 204: NoContent },
      },
    })

    expect(renderClient([signIn])).toContain('      device: true,\n')
    expect(renderClient([rename])).not.toContain('device')
  })

  test('leaves out operations that have no name in the SDK', () => {
    const { sdk: _, ...nameless } = rename

    const client = renderClient([nameless])

    expect(client).not.toContain('renameThing')
  })
})

describe('the types of the SDK', () => {
  test('express every kind of schema that contracts use', () => {
    const everything = thing({
      'dashed-name': Type.Literal("it's"),
      constant: Type.Literal(7),
      choice: Type.Unsafe({ type: ['string', 'null'], enum: ['a', 'b', null] }),
      union: Type.Array(Type.Union([Type.String(), Type.Integer()])),
      record: Type.Record(Type.String(), Type.Boolean()),
      named: nullable(thing({ at: Type.String({ format: 'date-time' }) }, 'Moment')),
      nested: Type.Object({ size: Type.Optional(Type.Integer({ minimum: 1, default: 5 })) }),
      comment: Type.String({ description: 'Never ends */ early.' }),
    })

    const types = renderTypes([answering(everything)])

    expect(types).toContain(`export interface Thing {
  'dashed-name': 'it\\'s'
  constant: 7
  choice: 'a' | 'b' | null
  union: (string | number)[]
  record: { [key: string]: boolean }
  named: Moment | null
  nested: {
    /** At least 1. Default: \`5\`. */
    size?: number
  }
  /** Never ends *\\/ early. */
  comment: string
}
`)
    expect(types).toContain(`export interface Moment {
  /** Format \`date-time\`. */
  at: string
}
`)
  })

  test('say which members are demanded together', () => {
    const either = Type.Object(
      { a: Type.Optional(Type.String()), b: Type.Optional(Type.String()) },
      { title: 'Either', oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    )

    const types = renderTypes([answering(either)])

    expect(types).toContain(
      '/** Exactly one of `a`, `b` is required. */\nexport interface Either {',
    )
  })
})
