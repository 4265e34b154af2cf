import { isApiError, type Session } from '@latchkey/sdk'
import { describe, expect, test } from 'vitest'

import { signedIn } from './harness.ts'
import { json, problem } from './server.ts'

const LIST = 'GET /api/auth/sessions'

function page(ids: string[], nextCursor: string | null = null) {
  const sessions = ids.map((id): Session => ({
    id,
    createdAt: '2026-01-01T00:00:00.000Z',
    lastUsedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-08T00:00:00.000Z',
    ip: null,
    userAgent: null,
    current: false,
  }))
  return () => json(200, { data: sessions, nextCursor })
}

async function idsOf(list: AsyncIterable<Session>): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of list) ids.push(id)
  return ids
}

describe('a list', () => {
  test('gives its first page when it is awaited, and asks for no other', async () => {
    const { auth, server } = await signedIn()
    server.next(LIST, page(['a', 'b'], 'more'))

    const { data, nextCursor } = await auth.sessions.list({ limit: 2 })

    expect([data.map(({ id }) => id), nextCursor]).toEqual([['a', 'b'], 'more'])
    expect(server.count(LIST)).toBe(1)
  })

  // Guarantee: whoever loops over a list sees all of it and need not know that there are pages.
  test('gives every item of every page to a loop', async () => {
    const { auth, server } = await signedIn()
    const queries: string[] = []
    const answers = [page(['a', 'b'], 'x/1'), page([], 'x/2'), page(['c'])]
    for (const answer of answers) {
      server.next(LIST, (_usual, { url }) => {
        queries.push(new URL(url).search)
        return answer()
      })
    }

    const ids = await idsOf(auth.sessions.list({ limit: 2 }))

    expect(ids).toEqual(['a', 'b', 'c'])
    expect(queries).toEqual(['?limit=2', '?limit=2&cursor=x%2F1', '?limit=2&cursor=x%2F2'])
  })

  test('asks for no page that a loop does not reach', async () => {
    const { auth, server } = await signedIn()
    server.next(LIST, page(['a', 'b'], 'more'))

    for await (const { id } of auth.sessions.list()) if (id === 'b') break

    expect(server.count(LIST)).toBe(1)
  })

  test('begins where its query says', async () => {
    const { auth, server } = await signedIn()
    let search = ''
    server.next(LIST, (_usual, { url }) => {
      search = new URL(url).search
      return page(['c'])()
    })

    await idsOf(auth.sessions.list({ cursor: 'here' }))

    expect(search).toBe('?cursor=here')
  })

  test('ends a loop with what a page ends with', async () => {
    const { auth, server } = await signedIn()
    server.next(LIST, page(['a'], 'more'), () => problem(400, 'INVALID_REQUEST'))

    const failed = await idsOf(auth.sessions.list()).catch((error: unknown) => error)

    expect(isApiError(failed, 'INVALID_REQUEST')).toBe(true)
  })

  test('sends its options with every page', async () => {
    const { auth, server } = await signedIn()
    server.next(LIST, page(['a'], 'more'), page(['b']))

    await idsOf(auth.sessions.list({}, { headers: { 'x-trace': 'loop' } }))

    const sent = server.seen.filter(({ path }) => path === '/api/auth/sessions')
    expect(sent.map(({ headers }) => headers.get('x-trace'))).toEqual(['loop', 'loop'])
  })
})
