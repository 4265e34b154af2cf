import { Type, type Static } from '@sinclair/typebox'

import { PROBLEMS, type ProblemCode } from './problem-catalogue.ts'

/** Media type of every refusal (RFC 9457, section 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

/** The body of every refusal, whatever the operation (RFC 9457). */
export const ProblemDocument = Type.Object(
  {
    type: Type.String({ format: 'uri', description: 'Address of a page that explains the code.' }),
    title: Type.String({ description: 'What the code means, the same at every occurrence.' }),
    status: Type.Integer({ description: 'The HTTP status, repeated.' }),
    code: Type.String({ description: 'What to branch on. Never changes its meaning.' }),
    detail: Type.Optional(Type.String({ description: 'What is wrong this time.' })),
    requestId: Type.String({ description: 'Finds the request in the log of the server.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({
            description: 'JSON pointer that starts with /body, /query, /params or /headers.',
          }),
          message: Type.String(),
        }),
      ),
    ),
    required: Type.Optional(
      Type.String({ description: 'The role, permission or scope that is missing.' }),
    ),
    maxAge: Type.Optional(
      Type.Integer({ description: 'Seconds since the last sign-in that the operation accepts.' }),
    ),
    challenge: Type.Optional(
      Type.String({ description: 'With SECOND_FACTOR_REQUIRED: names the sign-in to go on with.' }),
    ),
    factors: Type.Optional(
      Type.Array(Type.String(), { description: 'The factors that can answer the challenge.' }),
    ),
    expiresAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'When the challenge ends.' }),
    ),
  },
  { title: 'Problem', additionalProperties: false },
)
export type ProblemDocument = Static<typeof ProblemDocument>

/** Where the codes of a problem schema are kept: OpenAPI and the SDK read them from there. */
export const PROBLEM_CODES = 'x-problem-codes'

/**
 * Schema of a refusal that carries one of `codes`. All of them must have the same status, the one
 * the schema is listed under.
 */
export function problem(...codes: ProblemCode[]) {
  return Type.Unsafe<ProblemDocument>({
    ...ProblemDocument,
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    [PROBLEM_CODES]: codes,
  })
}
