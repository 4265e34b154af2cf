import { availableParallelism } from 'node:os'

import {
  BCRYPT_SCHEME,
  compareDigest,
  COST_RANGE,
  decoyHash,
  digestPassword,
  hashDigest,
  parseBcryptHash,
  type BcryptHash,
} from './bcrypt-hash.ts'
import { createHashQueue } from './hash-queue.ts'

export interface PasswordHasherOptions {
  /** bcrypt cost of new hashes, from 4 to 20; each step doubles the work. */
  readonly cost: number
  /**
   * How many hashes are computed at once. Default: one per CPU, but always one thread less than
   * libuv's pool has (`UV_THREADPOOL_SIZE`, 4 unless set before the process starts), because DNS
   * and files wait for the same threads. Raise the pool before raising this.
   */
  readonly concurrency?: number
  /** How many may wait. Default: as many as are done in about 3 seconds at this cost. */
  readonly maxQueue?: number
}

export interface HashingOptions {
  /** Aborted when the client is gone: work that has not begun is then dropped. */
  readonly signal?: AbortSignal | undefined
}

export interface PasswordVerdict {
  /** Whether the password is the right one. */
  readonly ok: boolean
  /** The password is right, and its hash is cheaper than new ones are: hash it again. */
  readonly upgrade: boolean
}

/**
 * Passwords are taken exactly as given, every byte of their UTF-8 form counts, and nothing is
 * trimmed or normalised. All three functions share one queue and reject with the problem
 * `UNAVAILABLE` when it is full, with the reason of `signal` when it is aborted in time, and with a
 * `TypeError` when the password holds half of a surrogate pair: such strings have no UTF-8 form, and
 * different ones would count as equal.
 */
export interface PasswordHasher {
  /** The string to store. It names the algorithm and its parameters. */
  hash(password: string, options?: HashingOptions): Promise<string>
  /**
   * Compares with what `hash` returned. A wrong password costs the same whatever the cost of
   * `stored` is, up to that of new hashes: nobody learns by the clock who has not signed in since
   * the cost was raised.
   *
   * @throws Error when `stored` is not such a string, be it damaged or of an unknown scheme.
   */
  verify(password: string, stored: string, options?: HashingOptions): Promise<PasswordVerdict>
  /** Does the work of `verify` at the current cost, for an account that does not exist. */
  verifyDecoy(password: string, options?: HashingOptions): Promise<false>
  /** How many callers wait for their turn at the moment. */
  readonly queueLength: number
}

/** A stored hash that was read: what to compare with, and whether it should be replaced. */
interface ReadableHash {
  /** A comparison that fails does at least the work of `cost`. */
  compare(password: string, cost: number): () => Promise<boolean>
  outdated(cost: number): boolean
}

/** How to read the hashes of each scheme, by the name they start with. */
const SCHEMES: ReadonlyMap<string, (stored: string) => ReadableHash | undefined> = new Map([
  [BCRYPT_SCHEME, readBcrypt],
])

/** Hashes passwords with bcrypt over HMAC-SHA-384, a bounded number at a time. */
export function createPasswordHasher({
  cost,
  concurrency = defaultConcurrency(),
  maxQueue = defaultMaxQueue(cost, concurrency),
}: PasswordHasherOptions): PasswordHasher {
  if (!(Number.isInteger(cost) && cost >= COST_RANGE.min && cost <= COST_RANGE.max)) {
    throw new RangeError(`The bcrypt cost must be from 4 to 20, not ${cost}`)
  }
  const queue = createHashQueue({ concurrency, maxQueue })
  const decoy = decoyHash(cost)

  return {
    async hash(password, { signal } = {}) {
      const digested = digestPassword(wellFormed(password))
      return queue.run(() => hashDigest(digested, cost), signal)
    },
    async verify(password, stored, { signal } = {}) {
      const hash = readHash(stored)
      const ok = await queue.run(hash.compare(wellFormed(password), cost), signal)
      return { ok, upgrade: ok && hash.outdated(cost) }
    },
    async verifyDecoy(password, { signal } = {}) {
      await queue.run(compareBcrypt(wellFormed(password), decoy, cost), signal)
      return false
    },
    get queueLength() {
      return queue.length
    },
  }
}

function readHash(stored: string): ReadableHash {
  const [, scheme = ''] = /^\$([a-z0-9-]{1,32})\$/.exec(stored) ?? []
  const read = SCHEMES.get(scheme)
  if (!read) throw new Error(`No password scheme is called "${scheme}"`)
  const hash = read(stored)
  if (!hash) throw new Error(`A stored ${scheme} hash is damaged`)
  return hash
}

function readBcrypt(stored: string): ReadableHash | undefined {
  const hash = parseBcryptHash(stored)
  if (!hash) return undefined
  return {
    compare: (password, cost) => compareBcrypt(password, hash, cost),
    outdated: (cost) => hash.cost < cost,
  }
}

/** The password is digested at once, so that no plain one is kept by who waits in the queue. */
function compareBcrypt(password: string, hash: BcryptHash, cost: number): () => Promise<boolean> {
  const digested = digestPassword(password)
  return async () => {
    if (await compareDigest(digested, hash)) return true
    // Each step doubles the work so far: 2^c and then 2^c, 2^(c+1), … are 2^cost in the end.
    for (let step = hash.cost; step < cost; step += 1) {
      await compareDigest(digested, decoyHash(step))
    }
    return false
  }
}

function wellFormed(password: string): string {
  if (!password.isWellFormed()) throw new TypeError('The password is not well-formed Unicode')
  return password
}

function defaultConcurrency(): number {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) || 1
  return Math.max(1, Math.min(availableParallelism(), threads - 1))
}

/** Cost 12 takes about 180 ms of one core, so 16 per core are done within 3 seconds. */
function defaultMaxQueue(cost: number, concurrency: number): number {
  const hashMs = 180 * 2 ** (cost - 12)
  return Math.min(1024, Math.max(1, Math.floor(3000 / hashMs)) * concurrency)
}
