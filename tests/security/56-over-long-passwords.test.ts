import { afterEach, expect, vi } from 'vitest'

import { PASSWORD, test } from '../harness.ts'
import { watchBcrypt } from './bcrypt-calls.ts'
import { bodyFields, pathOf, sampleBody } from './samples.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const TOO_LONG = [
  ['257 letters', 'x'.repeat(257), 400],
  ['257 emoji', '🔑'.repeat(257), 400],
  ['60 kB', 'x'.repeat(60_000), 400],
  ['1 MB', 'x'.repeat(1_000_000), 413],
] as const

// Guarantee: the most expensive work of the server cannot be asked for with more than 1,024 bytes.
test('56 an over-long password is refused before anything is hashed, wherever it is sent', async ({
  call,
  signUp,
}) => {
  const { user, accessToken } = await signUp()
  const bcrypt = watchBcrypt()
  const fields = bodyFields.filter(({ field }) => /password/i.test(field))
  const identifiers = [{ email: user.email }, { email: 'nobody@example.test' }]

  for (const { operation, operationId, body, field } of fields) {
    for (const [size, password, status] of TOO_LONG) {
      const samples = identifiers.map((identifier) => ({
        ...sampleBody(body, field),
        ...('email' in (body.properties ?? {}) ? identifier : {}),
        [field]: password,
      }))
      for (const sample of samples) {
        const response = await call(operation.method, pathOf(operation), {
          token: accessToken,
          body: sample,
        })

        expect(response.statusCode, `${operationId} ${field}: ${size}`).toBe(status)
      }
    }
  }

  expect(fields.map(({ operationId }) => operationId)).toEqual(
    expect.arrayContaining(['register', 'login']),
  )
  expect(bcrypt.take()).toEqual({ made: [], compared: [] })
})

// The test above would also pass if nothing was watched.
test('56 a password that fits is hashed', async ({ call, signUp }) => {
  const { user } = await signUp()
  const bcrypt = watchBcrypt()

  await call('POST', '/api/auth/login', { body: { email: user.email, password: PASSWORD } })

  expect(bcrypt.take()).toEqual({ made: [], compared: [4] })
})
