import { operations, type Operation } from '@latchkey/contracts'
import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'

import { test } from '../harness.ts'
import { requestsWith, type HostileRequest } from './hostile-requests.ts'
import { HOSTILE, NAUGHTY } from './hostile-strings.ts'
import { MALFORMED } from './malformed-bodies.ts'
import { guarded, pathOf, withBody } from './samples.ts'

// Nothing is refused for a role: what is hostile reaches the handlers.
test.override('options', { hooks: { beforeCreateUser: () => ({ role: 'admin' }) } })

const takesValues = operations.filter((operation) => requestsWith(operation, '', '').values.length)
const takesNone = operations.filter((operation) => !takesValues.includes(operation))

// The harness holds every answer against its contract, so each refusal here is a declared problem
// in the one form of all problems.
test.for(takesValues)(
  '68 $operationId survives hostile strings at every place',
  async (operation, { app, signUp }) => {
    const { accessToken } = await signUp()

    const { count, failures } = await attack(app, operation, accessToken)

    expect(count).toBeGreaterThan(700)
    expect(failures).toEqual([])
  },
)

test('68 the operations that take no values survive hostile strings around them', async ({
  app,
  signUp,
}) => {
  for (const operation of takesNone) {
    const { accessToken } = await signUp()

    const { failures } = await attack(app, operation, accessToken)

    expect(failures, operation.operationId).toEqual([])
  }
})

/**
 * Puts own strings at every place of a value, and all strings at one such place each, in turns. The
 * places around take turns too.
 */
async function attack(app: FastifyInstance, operation: Operation, accessToken: string) {
  const failures: string[] = []
  let count = 0
  const send = async (text: string, requests: readonly HostileRequest[]) => {
    const statuses = await Promise.all(
      requests.map(async ({ request }) => (await app.inject(request)).statusCode),
    )
    count += statuses.length
    for (const [index, status] of statuses.entries()) {
      if (status >= 500) failures.push(`${status} ${requests[index]?.place}: ${text}`)
    }
  }

  for (const [index, text] of HOSTILE.entries()) {
    const { values, surroundings } = requestsWith(operation, text, accessToken)
    await send(text, [...values, ...turn(surroundings, index)])
  }
  for (const [index, text] of NAUGHTY.entries()) {
    await send(text, turn(requestsWith(operation, text, accessToken).values, index))
  }
  return { count, failures }
}

function turn<T>(list: readonly T[], index: number): T[] {
  return list.slice(index % list.length).slice(0, 1)
}

test('68 every malformed body is refused by every operation', async ({ app, signUpAdmin }) => {
  const { accessToken } = await signUpAdmin()

  for (const operation of withBody) {
    for (const payload of MALFORMED) {
      const response = await app.inject({
        method: operation.method,
        url: pathOf(operation),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
        payload,
      })

      expect(
        [response.statusCode, response.json().code],
        `${operation.operationId} ${JSON.stringify(payload.toString('latin1')).slice(0, 80)}`,
      ).toEqual([400, 'INVALID_REQUEST'])
    }
  }
})

// GHSA-xmf8-cvqr-rfgj, CVE-2026-9803: a malformed Authorization header threw.
test('68 a malformed Authorization header is refused, never an error', async ({ app, signUp }) => {
  const { accessToken } = await signUp()
  const values = [
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'Bearer  ',
    'bearer\t',
    'Bearer\t' + accessToken,
    'Bearer' + accessToken,
    'Bearer: ' + accessToken,
    'Bearer =' + accessToken,
    'Bearer "' + accessToken + '"',
    'Bearer ' + accessToken + ' ',
    'Bearer ' + accessToken + ',',
    'Bearer ' + accessToken + '\u00a0',
    'Bearer ' + accessToken.slice(0, -1),
    'Bearer ' + accessToken + '.x',
    'Bearer ' + '.'.repeat(8000),
    'Bearer ' + 'a'.repeat(8000),
    'Bearer ..',
    'Bearer a.b.c',
    'Bearer null',
    'Bearer undefined',
    'Bearer [object Object]',
    'Bearer lk_',
    'Bearer lk_test_',
    'Basic',
    'Basic ' + Buffer.from('a:b').toString('base64'),
    'Basic ' + accessToken,
    'Digest username="a"',
    'Negotiate abc',
    'DPoP ' + accessToken,
    'Token ' + accessToken,
    'AWS4-HMAC-SHA256 Credential=x',
    accessToken,
    ',',
    '=',
    '\u00ff\u00fe',
  ]

  for (const operation of guarded) {
    for (const authorization of values) {
      const response = await app.inject({
        method: operation.method,
        url: pathOf(operation),
        headers: { authorization },
      })

      expect(response.statusCode, `${operation.operationId} ${authorization}`).toBe(401)
      expect(response.headers['www-authenticate']).toMatch(/^Bearer/)
    }
  }
})
