import { Type, type Static, type TSchema } from '@sinclair/typebox'

import { nullable } from './primitives.ts'

/** How many items a page has when nobody says so. */
export const PAGE_LIMIT = 20

/** How a list is read: so many at a time, going on where the last answer ended. */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: PAGE_LIMIT })),
    cursor: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 512,
        description: '`nextCursor` of the answer before. Opaque.',
      }),
    ),
  },
  { title: 'PageQuery', additionalProperties: false },
)
export type PageQuery = Static<typeof PageQuery>

/** One page of a list. `nextCursor` is `null` on the last one. */
export function page<T extends TSchema>(title: string, item: T) {
  return Type.Object(
    { data: Type.Array(item), nextCursor: nullable(Type.String()) },
    { title, additionalProperties: false },
  )
}
