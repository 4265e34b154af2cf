import { expect } from 'vitest'

import { test } from '../harness.ts'
import { bodyFields, pathOf, sampleBody, typesOf, withBody } from './samples.ts'

/** A value of each kind, some of which other systems would turn into what they want. */
const VALUES: readonly (readonly [type: string, value: unknown])[] = [
  ['integer', 0],
  ['integer', 7],
  ['integer', -1],
  ['number', 1.5],
  ['number', 1e308],
  ['boolean', true],
  ['boolean', false],
  ['null', null],
  ['array', []],
  ['array', ['text']],
  ['array', [['text']]],
  ['array', [{}]],
  ['object', {}],
  ['object', { toString: 'text' }],
  ['object', { $ne: null }],
  ['object', { length: 10 }],
  ['string', ''],
  ['string', 'true'],
  ['string', '1'],
  ['string', '{}'],
  ['string', 'null'],
]

test('70 a value of another type is refused for every member of every body', async ({
  call,
  signUpAdmin,
}) => {
  const { accessToken } = await signUpAdmin()

  for (const { operation, operationId, body, field, schema } of bodyFields) {
    const types = typesOf(schema)
    const wrong = VALUES.filter(
      ([type]) => !types.includes(type) && !(type === 'integer' && types.includes('number')),
    )
    for (const [, value] of wrong) {
      const response = await call(operation.method, pathOf(operation), {
        token: accessToken,
        body: { ...sampleBody(body, field), [field]: value },
      })

      expect(response.statusCode, `${operationId} ${field} ${JSON.stringify(value)}`).toBe(400)
      expect(
        response.json().errors,
        `${operationId} ${field} ${JSON.stringify(value)}`,
      ).toContainEqual(expect.objectContaining({ pointer: `/body/${field}` }))
    }
  }
})

// Strapi, 2019: a reset with an object in place of the code matched any account.
test('70 a body that is no object is refused', async ({ call, signUpAdmin }) => {
  const { accessToken } = await signUpAdmin()
  const bodies = ['null', 'true', '7', '"text"', '[]', '[{}]', '[[]]']

  for (const operation of withBody) {
    for (const body of bodies) {
      const response = await call(operation.method, pathOf(operation), { token: accessToken, body })

      expect(response.statusCode, `${operation.operationId} ${body}`).toBe(400)
    }
  }
})

test('70 a member that the contract does not know is refused, not dropped', async ({
  call,
  signUpAdmin,
}) => {
  const { accessToken } = await signUpAdmin()
  const unknown = [
    'extra',
    '',
    'Email',
    'EMAIL',
    'e-mail',
    'email ',
    'password.',
    'a/b',
    'a~b',
    '0',
    '$',
  ]

  for (const operation of withBody) {
    for (const name of unknown) {
      const response = await call(operation.method, pathOf(operation), {
        token: accessToken,
        body: { ...sampleBody(operation.body), [name]: 'x' },
      })

      expect(response.statusCode, `${operation.operationId} ${name}`).toBe(400)
      expect(response.json().errors, `${operation.operationId} ${name}`).toContainEqual(
        expect.objectContaining({
          pointer: `/body/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        }),
      )
    }
  }
})

// Guarantee: the samples of these tests are valid, so that what is refused is what was changed.
test('70 the same bodies with the right types are not refused as such', async ({
  call,
  signUpAdmin,
}) => {
  for (const { operation, operationId, body, field } of bodyFields) {
    const { accessToken } = await signUpAdmin()
    const response = await call(operation.method, pathOf(operation), {
      token: accessToken,
      body: sampleBody(body, field),
    })

    expect(response.statusCode, `${operationId} ${field}: ${response.body}`).not.toBe(400)
    expect(response.statusCode, `${operationId} ${field}`).toBeLessThan(500)
  }
})
