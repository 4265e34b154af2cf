import { getMe, login, newAccount, refresh, send, signUp, type Answer } from './calls.ts'

/** An answer to the load, and which call it answers. */
export interface LoadAnswer extends Answer {
  readonly call: string
}

export interface Load {
  readonly answers: readonly LoadAnswer[]
  /** Resolves with the first answer from now on that is wanted. */
  next(isWanted: (answer: LoadAnswer) => boolean): Promise<LoadAnswer>
  /** Resolves once each of the calls was answered with `status`, having been sent from now on. */
  everyCall(status: number, calls?: readonly string[]): Promise<void>
  /** Sends nothing more and waits for what is on its way. */
  stop(): Promise<void>
}

/** Requests a second, and at most: a load ends by itself. */
const RATE = 50
const LIMIT = 120 * RATE

/** What needs the database, and what must do without. */
export const STORED = ['me', 'login', 'refresh', 'readyz']
export const HELD = ['livez', 'jwks']

/**
 * What people do all day, at a steady rate whether answers come or not. One of them refreshes, the
 * next time with what he got; he does not ask twice at once.
 *
 * @param url where the next request goes
 */
export async function startLoad(url: () => string): Promise<Load> {
  const account = newAccount()
  const { accessToken, ...signedUp } = await signUp(url(), account)
  let { refreshToken } = signedUp
  let isRefreshing = false
  const calls: Readonly<Record<string, () => Promise<Answer>>> = {
    me: () => getMe(url(), accessToken),
    login: () => login(url(), account),
    refresh: async () => {
      isRefreshing = true
      const answer = await refresh(url(), refreshToken)
      if (answer.status === 200) ({ refreshToken } = answer.body)
      isRefreshing = false
      return answer
    },
    livez: () => send('GET', `${url()}/livez`),
    readyz: () => send('GET', `${url()}/readyz`),
    jwks: () => send('GET', `${url()}/.well-known/jwks.json`),
  }

  const answers: LoadAnswer[] = []
  const watchers = new Map<(answer: LoadAnswer) => void, (reason: Error) => void>()
  const running = new Set<Promise<void>>()
  const names = Object.keys(calls)
  let turn = 0

  async function run(call: string): Promise<void> {
    const answer = await calls[call]?.()
    if (!answer) return
    answers.push({ call, ...answer })
    for (const watch of watchers.keys()) watch({ call, ...answer })
  }

  function tick(): void {
    turn += 1
    const call = names[turn % names.length] ?? ''
    if (call === 'refresh' && isRefreshing) return
    const done = run(call).finally(() => running.delete(done))
    running.add(done)
    if (turn === LIMIT) end()
  }

  function end(): void {
    clearInterval(timer)
    for (const reject of watchers.values()) reject(new Error('the load ended before that came'))
    watchers.clear()
  }

  function next(isWanted: (answer: LoadAnswer) => boolean): Promise<LoadAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<LoadAnswer>()
    const watch = (answer: LoadAnswer) => {
      if (!isWanted(answer)) return
      watchers.delete(watch)
      resolve(answer)
    }
    watchers.set(watch, reject)
    return promise
  }

  const timer = setInterval(tick, 1000 / RATE)
  const load: Load = {
    answers,
    next,
    async everyCall(status, wanted = names) {
      const from = performance.now()
      const isOf = (call: string) => (answer: LoadAnswer) =>
        answer.call === call && answer.status === status && answer.sentAt >= from
      await Promise.all(wanted.map((call) => next(isOf(call))))
    },
    async stop() {
      end()
      await Promise.all(running)
    },
  }
  await load.everyCall(200)
  return load
}
