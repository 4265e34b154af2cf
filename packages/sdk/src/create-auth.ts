import { withBudget } from './budget.ts'
import { createDevice } from './device.ts'
import { ConnectionError } from './errors.ts'
import { createEvents, type AuthEventType, type AuthListener } from './events.ts'
import { createFetch, type FetchInit } from './fetch.ts'
import { Client, refresh } from './generated/client.ts'
import { memoryStore } from './memory-store.ts'
import { createSendOperation } from './operation.ts'
import { readJson, toApiError } from './response.ts'
import { createSend } from './send.ts'
import { createSession } from './session.ts'
import { createStepUp, type OnReauthenticate } from './step-up.ts'
import type { TokenStore } from './store.ts'
import { createTransport, type Fetch } from './transport.ts'
import { createVault, type AuthState } from './vault.ts'

export interface AuthOptions {
  /** Where the server is: its `PUBLIC_URL`. */
  readonly baseUrl: string | URL
  /** Where the session is kept; `memoryStore()` when left out. */
  readonly store?: TokenStore | undefined
  /** Other origins that `auth.fetch` may send the access token to. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Milliseconds for a call as a whole; 10,000 when left out. */
  readonly timeout?: number | undefined
  /** How often a request that may be repeated is repeated; 2 when left out. */
  readonly maxRetries?: number | undefined
  /** Sent with every operation of the server, not with `auth.fetch`. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * Asked when a call is refused because the last proof of who the user is lies too far back. Ask for
   * the password, call `auth.reauthenticate`, and resolve: the call is repeated once. Resolve without
   * that, and the call ends with the refusal. Calls that are refused meanwhile wait for the same
   * answer, so wait for none in here that needs such a proof itself.
   */
  readonly onReauthenticate?: OnReauthenticate | undefined
  /** Instead of the global `fetch`. */
  readonly fetch?: Fetch | undefined
  /** Instead of `Date.now`, for tests. */
  readonly now?: (() => number) | undefined
}

/** A client of one server, and of one user at a time. */
export interface Auth extends Client {
  /**
   * Like `fetch`, for an API of your own. The access token is added for the origin of `baseUrl` and
   * for `allowedOrigins`, unless the request has another `Authorization`; relative addresses are
   * relative to `baseUrl`. A request that is refused for its token is repeated once with a new one,
   * and one that the server cannot answer now is repeated if that is safe. Every other answer is
   * returned, whatever its status.
   *
   * @throws {ApiError} with `replayable: false` when the token was renewed, but the body is a stream
   *   or that of a `Request`: repeat the call with a new one.
   * @throws {ConnectionError | AbortedError | SessionExpiredError | SessionChangedError}
   */
  fetch(input: string | URL | Request, init?: FetchInit): Promise<Response>
  /**
   * The access token, for what cannot go through `auth.fetch`: a WebSocket, another client. It is
   * refreshed first if it ends within `minTtl` milliseconds; a new one is good whatever `minTtl` says.
   * `undefined` when nobody is signed in.
   *
   * @throws {SessionExpiredError | SessionChangedError | ConnectionError | ApiError | StorageError}
   */
  getAccessToken(options?: { readonly minTtl?: number }): Promise<string | undefined>
  /** Calls `listener` for every event of a type until the returned function is called. */
  on<Type extends AuthEventType>(type: Type, listener: AuthListener<Type>): () => void
  /** Calls `listener` whenever `getSnapshot` would give something else. */
  subscribe(listener: () => void): () => void
  /** What an interface shows: who is signed in, and whether the server is in reach. */
  getSnapshot(): AuthState
  /** Ends all subscriptions. A refresh that is under way is still finished and kept. */
  dispose(): void
}

/** For so long a refresh may take, however little or much time the calls have that wait for it. */
const REFRESH_TIMEOUT = 10_000

/**
 * Creates a client. It reads its store at once, and holds no timer while nothing is under way.
 *
 * @throws {TypeError} when `baseUrl` or one of `allowedOrigins` is not an absolute URL.
 */
export function createAuth(options: AuthOptions): Auth {
  const {
    baseUrl,
    store = memoryStore(),
    allowedOrigins = [],
    timeout = 10_000,
    maxRetries = 2,
    headers = {},
    onReauthenticate,
    fetch = (input, init) => globalThis.fetch(input, init),
    now = Date.now,
  } = options
  const defaults = { baseUrl: String(baseUrl).replace(/\/+$/, ''), maxRetries, headers }
  const transport = createTransport(fetch)
  const sendOperation = createSendOperation(defaults, transport)
  const events = createEvents()
  const vault = createVault(store, events)
  const session = createSession({ store, vault, events, now, renew })
  const stepUp = createStepUp(vault, onReauthenticate)
  const device = createDevice(store)
  const send = createSend({ session, device, stepUp, sendOperation, timeout })

  void vault.load().catch(() => undefined)
  return Object.assign(new Client(send), {
    fetch: createFetch({ ...defaults, allowedOrigins, timeout }, session, stepUp, vault, transport),
    getAccessToken: async (options: { readonly minTtl?: number } = {}) =>
      (await session.use(true, options.minTtl)).used?.accessToken,
    on: events.on,
    subscribe: vault.subscribe,
    getSnapshot: vault.state,
    dispose() {
      events.removeAll()
      vault.unsubscribeAll()
    },
  })

  function renew(refreshToken: string) {
    return withBudget(REFRESH_TIMEOUT, undefined, async (budget) => {
      const operation = { ...refresh, body: { refreshToken }, repeatable: true }
      const response = await sendOperation(operation, budget)
      if (!response.ok) throw await toApiError(response)
      const result = await readJson(response)
      if (typeof result?.accessToken === 'string') return result
      throw new ConnectionError('The answer holds no tokens, so it is not from a Latchkey server')
    })
  }
}
