import type { Call } from './call.ts'
import type { ProblemCode } from './generated/errors.ts'

/** What every list answers: some items, and where to go on. */
interface Page {
  readonly data: readonly unknown[]
  /** `null` on the last page. */
  readonly nextCursor: string | null
}

/**
 * A call for one page of a list: awaiting it gives that page, and `for await` gives every item from
 * there to the end of the list, one page at a time. Each page after the first is a call of its own,
 * with the same options; what it throws ends the loop.
 */
export interface PagedCall<T extends Page, Code extends ProblemCode = ProblemCode>
  extends Call<T, Code>, AsyncIterable<T['data'][number]> {}

/** Starts the call for the page that `query` names. */
export function paged<T extends Page, Code extends ProblemCode, Query extends { cursor?: string }>(
  query: Query,
  send: (query: Query) => Call<T, Code>,
): PagedCall<T, Code> {
  const first = send(query)
  return Object.assign(first, {
    async *[Symbol.asyncIterator]() {
      for (let page = await first; ; page = await send({ ...query, cursor: page.nextCursor })) {
        yield* page.data
        if (page.nextCursor === null) return
      }
    },
  })
}
