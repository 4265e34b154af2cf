import { problemCodes, type Operation } from '../operation.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem.ts'
import { PROBLEMS, type ProblemCode } from '../problem-catalogue.ts'
import type { JsonMembers } from './openapi-schema.ts'

/** What `components` says about the problems that `operations` may answer. */
export function problemComponents(operations: readonly Operation[], publicUrl: string) {
  const lists = operations.flatMap(({ schema }) =>
    Object.values(schema.response).flatMap((answer) => [problemCodes(answer) ?? []]),
  )
  const alone = inOrder(lists.filter((codes) => codes.length === 1).flat())
  return {
    responses: Object.fromEntries(alone.map((code) => [code, spellOut([code])])),
    examples: Object.fromEntries(
      inOrder(lists.flat()).map((code) => [code, example(code, publicUrl)]),
    ),
    headers: HEADERS,
  }
}

/** Each code once, in the order of the catalogue. */
function inOrder(codes: readonly ProblemCode[]): ProblemCode[] {
  const wanted = new Set<string>(codes)
  return Object.keys(PROBLEMS).filter((code): code is ProblemCode => wanted.has(code))
}

/** The response of a status that has these codes; a reference when there is only one. */
export function problemResponse(codes: readonly ProblemCode[]): JsonMembers {
  const [code, ...more] = codes
  return code && !more.length ? { $ref: `#/components/responses/${code}` } : spellOut(codes)
}

function spellOut(codes: readonly ProblemCode[]): JsonMembers {
  const statuses = new Set<number>(codes.map((code) => PROBLEMS[code].status))
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    ...(statuses.has(401) && { headers: header('WWW-Authenticate') }),
    ...((statuses.has(429) || statuses.has(503)) && { headers: header('Retry-After') }),
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }],
          properties: { code: { enum: codes } },
        },
        examples: Object.fromEntries(examples),
      },
    },
  }
}

function header(name: keyof typeof HEADERS): JsonMembers {
  return { [name]: { $ref: `#/components/headers/${name}` } }
}

function example(code: ProblemCode, publicUrl: string): JsonMembers {
  const { status, title } = PROBLEMS[code]
  const type = `${publicUrl}/errors/${code}`
  return { value: { type, title, status, code, requestId: '0198c0de-7f3a-7c10-9f0e-5a1b2c3d4e5f' } }
}

const HEADERS = {
  'Retry-After': {
    description: 'Seconds to wait before the next request (RFC 9110, section 10.2.3).',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  },
  'WWW-Authenticate': {
    description: 'Challenge of the `Bearer` scheme (RFC 6750, section 3).',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer error="invalid_token"',
  },
} as const
