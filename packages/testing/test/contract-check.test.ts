import { errorPage, livez, logout, type Operation, type ProblemCode } from '@latchkey/contracts'
import { fastify } from 'fastify'
import { describe, expect, test } from 'vitest'

import { checkAgainstContracts, type ContractVerdict } from '../src/index.ts'

// Guarantee: whatever leaves an app while a test runs is what its contract says, or the test fails.
describe('checkAgainstContracts', () => {
  test('accepts what contracts list', async () => {
    const body = await verdictOn(livez, 200, { status: 'ok' })
    const nothing = await verdictOn(logout, 204, undefined)
    const page = await verdictOn(errorPage, 200, '<!doctype html>')
    const refusal = await verdictOn(errorPage, 404, problem('NOT_FOUND', 404))

    for (const verdict of [body, nothing, page, refusal]) expect(verdict).not.toThrow()
  })

  test('reports a body that breaks its schema', async () => {
    expect(await verdictOn(livez, 200, { status: 'fine' })).toThrow(
      'GET /livez answered 200 with a body that breaks its contract: /status must be equal to',
    )
    expect(await verdictOn(livez, 200, { status: 'ok', secret: 1 })).toThrow(
      'the whole must NOT have additional properties',
    )
  })

  test('reports a status that is not listed', async () => {
    expect(await verdictOn(livez, 202, { status: 'ok' })).toThrow(
      'GET /livez answered 202 which its contract does not list',
    )
  })

  test('reports a problem that the operation does not declare', async () => {
    expect(await verdictOn(livez, 404, problem('NOT_FOUND', 404))).toThrow(
      'GET /livez answered 404 with NOT_FOUND, which its contract does not declare',
    )
  })

  test('reports a malformed problem', async () => {
    const { requestId: _, ...rest } = problem('NOT_FOUND', 404)

    expect(await verdictOn(errorPage, 404, rest)).toThrow(
      'with a malformed problem: the whole must',
    )
  })

  test('reports an unknown problem of a route without a contract', async () => {
    const app = fastify()
    const verdict = checkAgainstContracts(app, [])
    app.setNotFoundHandler((_, reply) =>
      reply
        .code(404)
        .type('application/problem+json')
        .send({ ...problem('NOT_FOUND', 404), code: 'LOST' }),
    )
    await app.inject('/nowhere')

    expect(verdict).toThrow('GET /nowhere answered 404 with the unknown problem LOST')
  })

  test('reports every violation, those of plugins too', async () => {
    const app = fastify()
    const verdict = checkAgainstContracts(app, [livez])
    await app.register(async (scope) => {
      scope.get('/livez', async () => ({}))
    })
    await app.inject('/livez')
    await app.inject('/livez')

    expect(verdict).toThrow(/^Contracts were broken:\nGET \/livez .*\nGET \/livez .*$/)
  })
})

/** Lets an app answer an operation once. */
async function verdictOn(
  operation: Operation,
  status: number,
  payload: object | string | undefined,
): Promise<ContractVerdict> {
  const app = fastify()
  const verdict = checkAgainstContracts(app, [operation])
  app.route({
    method: operation.method,
    url: operation.url,
    handler: async (_, reply) => {
      if (status >= 400) reply.type('application/problem+json')
      return reply.code(status).send(payload)
    },
  })
  await app.inject({ method: operation.method, url: operation.url.replace(':code', 'CODE') })
  return verdict
}

function problem(code: ProblemCode, status: number) {
  return {
    type: `https://api.test/errors/${code}`,
    title: 'A title',
    status,
    code,
    requestId: 'request-1',
  }
}
