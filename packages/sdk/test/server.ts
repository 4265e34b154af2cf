/** A request as the server saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly authorization: string | null
  readonly headers: Headers
  readonly body: string
}

type Respond = (seen: Seen) => Response | Promise<Response>

/** An answer out of the ordinary; `usual` gives the ordinary one. */
type Script = (
  usual: () => Response | Promise<Response>,
  request: Request,
) => Response | Promise<Response>

const user = {
  email: 'ada@example.com',
  emailVerified: true,
  username: null,
  name: 'Ada',
  locale: null,
  role: 'user',
  status: 'active',
  profile: {},
  createdAt: '2026-01-01T00:00:00.000Z',
} as const

/**
 * A Latchkey server in a function: sign-in, rotating tokens, step-up, sign-out and an account, as
 * the HTTP interface describes them. It decides by its own clock and counts what it is asked.
 */
export function createServer({ lifetime = 900 }: { lifetime?: number } = {}) {
  const seen: Seen[] = []
  const scripted = new Map<string, Script[]>()
  const sessions = new Map<string, { generation: number; ended: boolean }>()
  /** Access tokens that are still good. */
  const good = new Set<string>()
  let signIns = 0
  let confirmations = 0
  let current: object = user

  function tokens(id: string) {
    const { generation } = sessions.get(id) ?? { generation: 0 }
    const accessToken = `access.${id}.${generation}`
    good.add(accessToken)
    return {
      accessToken,
      refreshToken: `refresh.${id}.${generation}`,
      tokenType: 'Bearer',
      expiresIn: lifetime,
      session: { id, expiresAt: '2026-02-01T00:00:00.000Z', generation },
    }
  }

  function signIn(status: number): Response {
    signIns += 1
    const id = `session-${signIns}`
    sessions.set(id, { generation: 0, ended: false })
    current = { ...user, id: `0198c0de-0000-7000-8000-${String(signIns).padStart(12, '0')}` }
    return json(status, { ...tokens(id), user: current, deviceToken: 'device' })
  }

  function refresh({ body }: Seen): Response {
    const [, id = '', generation] = String(JSON.parse(body).refreshToken).split('.')
    const session = sessions.get(id)
    if (!session) return problem(401, 'REFRESH_TOKEN_INVALID')
    if (session.ended) return problem(401, 'SESSION_REVOKED')
    // The last but one token gets the successor that was made for it before.
    if (Number(generation) === session.generation) session.generation += 1
    else if (Number(generation) !== session.generation - 1)
      return problem(401, 'REFRESH_TOKEN_REUSED')
    return json(200, tokens(id))
  }

  /** The same session and generation, with an access token that counts as a recent sign-in. */
  function reauthenticate({ authorization, body }: Seen): Response {
    if (JSON.parse(body).password !== 'correct horse') return problem(401, 'INVALID_CREDENTIALS')
    const [, id = ''] = String(authorization).split('.')
    confirmations += 1
    const { refreshToken: _, ...result } = tokens(id)
    const accessToken = `${result.accessToken}.recent.${confirmations}`
    good.add(accessToken)
    return json(200, { ...result, accessToken })
  }

  function logout({ body }: Seen): Response {
    const [, id = ''] = String(JSON.parse(body).refreshToken).split('.')
    const session = sessions.get(id)
    if (session) session.ended = true
    return new Response(null, { status: 204 })
  }

  function guarded(answer: Respond): Respond {
    return (request) => {
      const { authorization, headers } = request
      if (headers.get('x-api-key')) return problem(401, 'API_KEY_INVALID')
      if (!authorization) return problem(401, 'TOKEN_MISSING')
      const token = authorization.replace('Bearer ', '')
      if (sessions.get(token.split('.')[1] ?? '')?.ended) return problem(401, 'SESSION_REVOKED')
      return good.has(token) ? answer(request) : problem(401, 'TOKEN_EXPIRED')
    }
  }

  function openVault({ authorization, body }: Seen): Response {
    const isRecent = authorization?.includes('.recent.')
    return isRecent ? json(200, { received: body }) : problem(401, 'REAUTHENTICATION_REQUIRED')
  }

  const routes: Record<string, Respond> = {
    'POST /api/auth/register': () => signIn(201),
    'POST /api/auth/login': () => signIn(200),
    'POST /api/auth/refresh': refresh,
    'POST /api/auth/logout': logout,
    'GET /api/auth/me': guarded(() => json(200, current)),
    'PATCH /api/auth/me': guarded(({ body }) => {
      current = { ...current, ...JSON.parse(body) }
      return json(200, current)
    }),
    'POST /api/auth/reauthenticate': guarded(reauthenticate),
    'GET /vault': guarded(openVault),
    'POST /vault': guarded(openVault),
    'GET /.well-known/jwks.json': () => json(200, { keys: [] }),
    'GET /orders': guarded(() => json(200, [{ id: 1 }])),
    'POST /orders': guarded(({ body }) => json(201, { received: body })),
  }

  return {
    seen,
    /** How often it was asked for this. */
    count: (route: string) =>
      seen.filter(({ method, path }) => `${method} ${path}` === route).length,
    /** The next requests for this get these answers, each once. */
    next(route: string, ...answers: Script[]) {
      scripted.set(route, [...(scripted.get(route) ?? []), ...answers])
    },
    /** No access token that was issued so far is good any more. */
    expireTokens: () => good.clear(),
    /** The sessions end, as if they were revoked elsewhere. */
    revokeSessions() {
      for (const session of sessions.values()) session.ended = true
    },
    async fetch(input: string | URL | Request): Promise<Response> {
      const request = new Request(input)
      const { method, headers } = request
      const path = new URL(request.url).pathname
      const body = await request.clone().text()
      const entry = { method, path, headers, body, authorization: headers.get('authorization') }
      seen.push(entry)
      const route = `${method} ${path}`
      const usual = () => routes[route]?.(entry) ?? problem(404, 'NOT_FOUND')
      const script = scripted.get(route)?.shift()
      return script ? script(usual, request) : usual()
    },
  }
}

export function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers })
}

export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
): Response {
  const type = `https://auth.example.com/errors/${code}`
  const body = { type, title: `It is ${code}`, status, code, requestId: 'request-1' }
  return Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  })
}

/** What a server that is overloaded answers. */
export function unavailable(): Response {
  return problem(503, 'UNAVAILABLE')
}

/** What `fetch` does without a network. */
export function offline(): never {
  throw new TypeError('fetch failed')
}
