import { operations } from '@latchkey/contracts'
import { expect } from 'vitest'

import { test } from '../harness.ts'
import { requestsWith, type HostileRequest } from './hostile-requests.ts'
import { HOSTILE, NAUGHTY } from './hostile-strings.ts'
import { MALFORMED } from './malformed-bodies.ts'
import { guarded, pathOf, withBody } from './samples.ts'

// The harness holds every answer against its contract, so each refusal here is a declared problem
// in the one form of all problems.
test.for(operations)(
  '68 $operationId survives hostile strings at every place',
  async (operation, { app, signUpAdmin }) => {
    const { accessToken } = await signUpAdmin()
    // The public list goes round the places of the operations that read something.
    const readsNothing = operation.security === 'public' && !operation.schema.body
    const places = (text: string) => requestsWith(operation, text, accessToken)
    const batches = [
      ...HOSTILE.map((text) => ({ text, requests: places(text) })),
      ...(readsNothing ? [] : NAUGHTY).map((text, index) => {
        const requests = places(text)
        return { text, requests: requests.filter((_, place) => place === index % requests.length) }
      }),
    ]

    const failures: string[] = []
    const send = async (text: string, { place, request }: HostileRequest) => {
      const { statusCode } = await app.inject(request)
      if (statusCode >= 500) failures.push(`${statusCode} ${place}: ${JSON.stringify(text)}`)
    }
    for (const { text, requests } of batches) {
      await Promise.all(requests.map((request) => send(text, request)))
    }

    expect(batches.length).toBeGreaterThan(100)
    expect(failures).toEqual([])
  },
)

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
