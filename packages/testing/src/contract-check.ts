import { AjvCompiler } from '@fastify/ajv-compiler'
import {
  PROBLEM_MEDIA_TYPE,
  problemCodes,
  ProblemDocument,
  PROBLEMS,
  type Operation,
} from '@latchkey/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Throws if any answer so far broke a contract. */
export type ContractVerdict = () => void

/**
 * Watches every answer of `app` and compares it with the contract of its operation: the status is
 * listed, the body is what the schema of the status says, and the code of a problem is declared.
 * Problems of routes without a contract must be in the catalogue.
 *
 * Call it before plugins are registered, and the result when the test is over.
 */
export function checkAgainstContracts(
  app: FastifyInstance,
  operations: readonly Operation[],
): ContractVerdict {
  const byRoute = new Map(operations.map((operation) => [routeOf(operation), operation]))
  const violations: string[] = []

  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method === 'HEAD') return
    const { method, routeOptions } = request
    const operation = byRoute.get(routeOf({ method, url: routeOptions.url ?? '' }))
    const violation = isProblem(reply)
      ? judgeProblem(readBody(reply, payload), reply, operation)
      : operation && judgeBody(readBody(reply, payload), reply, operation)
    if (violation) violations.push(`${describe(request)} answered ${reply.statusCode} ${violation}`)
  })

  return () => {
    if (violations.length > 0) throw new Error(`Contracts were broken:\n${violations.join('\n')}`)
  }
}

function judgeBody(body: unknown, reply: FastifyReply, operation: Operation): string | undefined {
  const schema = operation.schema.response[reply.statusCode]
  if (!schema) return 'which its contract does not list'
  const fault = findFault(schema, body)
  return fault && `with a body that breaks its contract: ${fault}`
}

function judgeProblem(
  body: unknown,
  reply: FastifyReply,
  operation: Operation | undefined,
): string | undefined {
  const fault = findFault(ProblemDocument, body)
  if (fault) return `with a malformed problem: ${fault}`
  const code = codeOf(body)
  if (!operation) return code in PROBLEMS ? undefined : `with the unknown problem ${code}`
  const schema = operation.schema.response[reply.statusCode]
  const isDeclared = schema && problemCodes(schema)?.some((declared) => declared === code)
  return isDeclared ? undefined : `with ${code}, which its contract does not declare`
}

function findFault(schema: object, value: unknown): string | undefined {
  const validate = compile({ schema })
  if (validate(value)) return undefined
  const [error] = validate.errors ?? []
  return `${error?.instancePath || 'the whole'} ${error?.message ?? 'is not valid'}`
}

// The validator of Fastify, with everything off that would change the value.
const compile = AjvCompiler()(
  {},
  {
    customOptions: {
      coerceTypes: false,
      removeAdditional: false,
      useDefaults: false,
      strict: false,
    },
  },
)

function readBody(reply: FastifyReply, payload: unknown): unknown {
  if (payload === undefined || payload === null || payload === '') return null
  const isText = typeof payload === 'string' || Buffer.isBuffer(payload)
  if (!isText || !String(reply.getHeader('content-type')).includes('json')) return payload
  return JSON.parse(payload.toString())
}

function isProblem(reply: FastifyReply): boolean {
  return String(reply.getHeader('content-type')).startsWith(PROBLEM_MEDIA_TYPE)
}

function codeOf(body: unknown): string {
  return typeof body === 'object' && body && 'code' in body ? String(body.code) : ''
}

function routeOf({ method, url }: { method: string; url: string }): string {
  return `${method} ${url}`
}

function describe(request: FastifyRequest): string {
  return routeOf({ method: request.method, url: request.routeOptions.url ?? request.url })
}
