import ky, { type Options } from 'ky'

import { ConnectionError } from './errors.ts'

/** The part of `fetch` that the SDK uses; it is always called with a `Request`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * One request, one response: nothing is added or repeated, and no status is an error.
 *
 * @throws {ConnectionError} when no response came; its cause is what `fetch` threw.
 */
export type Transport = (
  input: string | URL | Request,
  options: Options & { signal: AbortSignal },
) => Promise<Response>

/** The only way out of the SDK. */
export function createTransport(fetch: Fetch): Transport {
  return async (input, options) => {
    options.signal.throwIfAborted()
    return ky(input, {
      ...options,
      // What is repeated, and for how long, is decided above: ky knows nothing of sessions.
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      fetch: (request, init) =>
        // Wrapped here because the errors of ky hold the request, and so the token.
        fetch(request, init).catch((cause: unknown) => {
          throw new ConnectionError('The server could not be reached', { cause })
        }),
    })
  }
}
