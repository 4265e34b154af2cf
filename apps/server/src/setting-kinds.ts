import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'

import { DEFAULT_ROLES, type Roles } from '@latchkey/core'

/** How the text of an environment variable becomes a value. */
export interface SettingKind<T> {
  /** What is accepted; completes "expected …". */
  readonly expects: string
  /** `undefined` when the text is not acceptable. The text itself never appears in a message. */
  readonly parse: (text: string) => T | undefined
}

export const text: SettingKind<string> = {
  expects: 'a text without spaces',
  parse: (value) => (/^\S+$/.test(value) ? value : undefined),
}

export const toggle: SettingKind<boolean> = {
  expects: 'on or off',
  parse(value) {
    if (/^(on|1|true|yes)$/i.test(value)) return true
    return /^(off|0|false|no)$/i.test(value) ? false : undefined
  },
}

export function oneOf<const T extends string>(...values: readonly T[]): SettingKind<T> {
  return {
    expects: `one of ${values.join(', ')}`,
    parse: (text) => values.find((value) => value === text),
  }
}

export function wholeNumber(least: number, most: number): SettingKind<number> {
  return {
    expects: `a whole number from ${least} to ${most}`,
    parse(value) {
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      return number >= least && number <= most ? number : undefined
    },
  }
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** A length of time in seconds: `15m`, or a bare number of seconds. Both bounds are inclusive. */
export function duration(least: string, most: string): SettingKind<number> {
  const [floor = 0, ceiling = 0] = [toSeconds(least), toSeconds(most)]
  return {
    expects: `a time from ${least} to ${most}, such as 30s, 15m, 24h or 7d`,
    parse(value) {
      const seconds = toSeconds(value)
      return seconds !== undefined && seconds >= floor && seconds <= ceiling ? seconds : undefined
    },
  }
}

function toSeconds(value: string): number | undefined {
  const [, amount, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(value) ?? []
  return amount === undefined ? undefined : Number(amount) * (SECONDS[unit] ?? 1)
}

/** The number of seconds as a setting is written: in the largest unit that needs no fraction. */
export function inUnits(seconds: number): string {
  const [unit, length] = Object.entries(SECONDS).findLast(([, n]) => seconds % n === 0) ?? ['s', 1]
  return `${seconds / length}${unit}`
}

/** An http or https origin, spelled the way browsers spell it. */
export const origin: SettingKind<string> = {
  expects: 'an address such as https://auth.example.com, without path',
  parse(value) {
    const url = URL.parse(value)
    if (!url || !/^https?:$/.test(url.protocol)) return undefined
    return url.href === `${url.origin}/` ? url.origin : undefined
  },
}

export const databaseUrl: SettingKind<string> = {
  expects: 'postgres://user:password@host:port/database, or memory:',
  parse: (value) =>
    value === 'memory:' || (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value))
      ? value
      : undefined,
}

export const list: SettingKind<readonly [string, ...string[]]> = {
  expects: 'values separated by commas',
  parse(value) {
    const [first, ...others] = value.split(',').map((entry) => entry.trim())
    return first && others.every((entry) => entry !== '') ? [first, ...others] : undefined
  },
}

/** Addresses and networks of proxies. A number of hops would trust whoever is that far away. */
export const networks: SettingKind<readonly string[]> = {
  expects: 'addresses or networks separated by commas, such as 10.0.0.0/8, never a number',
  parse(value) {
    const entries = list.parse(value)
    return entries?.every(isNetwork) ? entries : undefined
  },
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  try {
    new BlockList().addSubnet(address, Number(prefix), version === 6 ? 'ipv6' : 'ipv4')
    return /^\d{1,3}$/.test(prefix)
  } catch {
    return false
  }
}

/** JSON, or the path of a JSON file. The roles named there are added to the built-in ones. */
export const roles: SettingKind<Roles> = {
  expects: 'JSON such as {"editor":["posts:write"]}, or the path of a file with it',
  parse(value) {
    try {
      const given: unknown = JSON.parse(
        value.trimStart().startsWith('{') ? value : readFileSync(value, 'utf8'),
      )
      return isRoles(given) ? { ...DEFAULT_ROLES, ...given } : undefined
    } catch {
      return undefined
    }
  },
}

const ROLE_NAME = /^[a-z][a-z0-9_-]{0,31}$/
const PERMISSION = /^(\*|[a-z][a-z0-9_-]*(:[a-z0-9_*-]+)*)$/

function isRoles(value: unknown): value is Roles {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([name, permissions]: [string, unknown]) =>
        ROLE_NAME.test(name) &&
        Array.isArray(permissions) &&
        permissions.every((entry) => typeof entry === 'string' && PERMISSION.test(entry)),
    )
  )
}
