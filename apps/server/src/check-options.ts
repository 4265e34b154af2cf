import type { AuthHooks, SessionLifetimes } from '@latchkey/auth'

import type { LatchkeyOptions } from './app.ts'
import {
  aDatabase,
  aFunction,
  aList,
  aPrefix,
  aSecret,
  aSwitch,
  clock,
  numberAbove,
  oneOrigin,
  problems,
  roles,
  wholeNumber,
  type OptionKind,
} from './option-kinds.ts'

type Kinds<Options> = Readonly<Record<keyof Options, OptionKind>>

const LIFETIMES: Kinds<SessionLifetimes & { accessToken: number }> = {
  accessToken: wholeNumber(1),
  idle: wholeNumber(1),
  maxAge: wholeNumber(1),
  raceWindow: wholeNumber(0),
  recoveryWindow: wholeNumber(0),
}

const HOOKS: Kinds<AuthHooks> = {
  beforeCreateUser: aFunction,
  userCreated: aFunction,
  accessTokenClaims: aFunction,
}

const OPTIONS: Kinds<Omit<LatchkeyOptions, 'lifetimes' | 'hooks'>> = {
  database: aDatabase,
  secret: aSecret,
  publicUrl: oneOrigin,
  allowHttp: aSwitch,
  audience: aList,
  roles,
  bcryptCost: wholeNumber(4, 16),
  passwordMinLength: wholeNumber(8, 256),
  signingKeyMaxAge: wholeNumber(1),
  revocationMaxStale: numberAbove(0),
  docs: aSwitch,
  health: aSwitch,
  problems,
  clock,
  apiKeyPrefix: aPrefix,
}

const REQUIRED = ['database', 'secret'] as const

/**
 * Options as plain JavaScript may pass them: a misspelt name would silently leave a default in
 * force, and a wrong value fail at somebody's first request. An option that is `undefined` is not
 * set.
 *
 * @throws {Error} with a sentence for each fault, which names the option and repeats no value
 */
export function checkOptions(options: object): void {
  const { lifetimes = {}, hooks = {}, ...others }: Record<string, unknown> = { ...options }
  const faults = [
    ...REQUIRED.filter((name) => others[name] === undefined).map((name) => missing(name)),
    ...faultsOf(others, OPTIONS),
    ...faultsOf(lifetimes, LIFETIMES, 'lifetimes'),
    ...faultsOf(hooks, HOOKS, 'hooks'),
  ]
  if (faults.length > 0) throw new Error(`latchkey: ${faults.join('\n')}`)
}

function faultsOf(
  given: unknown,
  kinds: Readonly<Record<string, OptionKind>>,
  group?: string,
): string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return [`the option \`${group}\` must be an object`]
  }
  return Object.entries(given).flatMap(([member, value]: [string, unknown]) => {
    if (value === undefined) return []
    const name = group === undefined ? member : `${group}.${member}`
    const kind = Object.hasOwn(kinds, member) ? kinds[member] : undefined
    if (!kind) return [unknown(name, Object.keys(kinds))]
    return kind.accepts(value) ? [] : [`the option \`${name}\` must be ${kind.expects}`]
  })
}

function missing(name: (typeof REQUIRED)[number]): string {
  const remedy = { database: OPTIONS.database.expects, secret: OPTIONS.secret.expects }[name]
  return `the option \`${name}\` is missing: ${remedy}`
}

function unknown(name: string, known: readonly string[]): string {
  if (name === 'prefix') {
    return 'the option `prefix` is not supported: clients and documents name the paths of Latchkey, /api/auth/… and others, as they are'
  }
  return `there is no option \`${name}\`, but ${known.join(', ')}`
}
