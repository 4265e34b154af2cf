/** What the load generator is to do. */
export interface LoadJob {
  readonly url: string
  readonly connections: number
  /** How long, in seconds, or how many requests in all. */
  readonly until: { readonly seconds: number } | { readonly requests: number }
  /**
   * Dealt out to the connections like cards; each repeats its own. With fewer requests than
   * connections, they are dealt again from the start.
   */
  readonly requests: readonly LoadRequest[]
  /**
   * A member of every answer that is a member of the body of the next request on that connection,
   * such as a token that is replaced at every use. The body that would come next is in the result.
   */
  readonly carry?: string
}

export interface LoadRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface LoadResult {
  readonly answers: number
  /** Requests per second, from the first answer to the last. */
  readonly rate: number
  /** With `carry`: where to go on, one request per connection. */
  readonly next: readonly LoadRequest[]
}
