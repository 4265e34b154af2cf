import type { OutgoingHttpHeaders } from 'node:http'

/** What is used of a Fastify app. */
export interface InjectableApp {
  inject(request: InjectedRequest): Promise<InjectedResponse>
}

export interface InjectedRequest {
  method: string
  url: string
  headers: Record<string, string>
  payload?: Buffer
}

export interface InjectedResponse {
  readonly statusCode: number
  readonly statusMessage: string
  readonly headers: OutgoingHttpHeaders
  readonly rawPayload: Buffer
}

/**
 * `fetch` that ends in `app` instead of the network: clients run unchanged, without a port.
 *
 * Redirects are returned, not followed. Cookies are sent and received like any other header, which
 * is what Node's own `fetch` does. Aborting rejects at once with the reason of the signal; the
 * handler goes on.
 */
export function inProcessFetch(app: InjectableApp): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const url = new URL(request.url)
    const payload = request.body ? Buffer.from(await request.arrayBuffer()) : undefined
    const injected = await Promise.race([
      app.inject({
        method: request.method,
        url: url.pathname + url.search,
        headers: { ...Object.fromEntries(request.headers), host: url.host },
        ...(payload && { payload }),
      }),
      rejectOnAbort(request.signal),
    ])
    return toResponse(injected, request)
  }
}

function toResponse(injected: InjectedResponse, request: Request): Response {
  const { statusCode: status, statusMessage: statusText, rawPayload } = injected
  const hasBody = request.method !== 'HEAD' && !BODILESS.has(status)
  const response = new Response(hasBody ? new Uint8Array(rawPayload) : null, {
    status,
    statusText,
    headers: toHeaders(injected.headers),
  })
  // A response that was constructed has no URL, one that was fetched does.
  return Object.defineProperty(response, 'url', { value: request.url })
}

function toHeaders(headers: OutgoingHttpHeaders): Headers {
  const result = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    for (const line of [value ?? []].flat()) result.append(name, String(line))
  }
  return result
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Statuses that `Response` refuses to have a body with. */
const BODILESS = new Set([204, 205, 304])
