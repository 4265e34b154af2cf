import { DEFAULT_LIFETIMES, DEFAULT_SIGNING_KEY_MAX_AGE } from '@latchkey/auth'
import { DEFAULT_ACCESS_TOKEN_LIFETIME, DEFAULT_ROLES } from '@latchkey/core'

import {
  databaseUrl,
  duration,
  inUnits,
  list,
  networks,
  oneOf,
  origin,
  roles,
  text,
  toggle,
  wholeNumber,
  type SettingKind,
} from './setting-kinds.ts'

/** One environment variable. */
export interface Setting<T = unknown> extends SettingKind<T> {
  /** Its name in `Settings`. */
  readonly key: string
  readonly description: string
  /** Written like a value of the variable. Without it the setting may be undefined. */
  readonly fallback?: string
  /** What stands for the value wherever it is shown. Settings without it are no secrets. */
  readonly mask?: (value: string) => string
}

const hidden = () => '(set)'

/** Every setting, by the name of its environment variable. */
export const SETTINGS = {
  NODE_ENV: {
    key: 'environment',
    ...oneOf('development', 'production', 'test'),
    fallback: 'development',
    description: 'production refuses to start with a missing or weak setting',
  },
  HOST: {
    key: 'host',
    ...text,
    fallback: '127.0.0.1',
    description: 'address to listen on',
  },
  PORT: {
    key: 'port',
    ...wholeNumber(0, 65_535),
    fallback: '3000',
    description: 'port to listen on; 0 picks a free one',
  },
  PUBLIC_URL: {
    key: 'publicUrl',
    ...origin,
    description: 'address under which clients reach this server; required in production',
  },
  ALLOW_HTTP: {
    key: 'allowHttp',
    ...toggle,
    fallback: 'off',
    description: 'accept an http:// PUBLIC_URL in production; warned about at each start',
  },
  TRUST_PROXY: {
    key: 'trustProxy',
    ...networks,
    description: 'proxies whose forwarded headers are believed: addresses or networks',
  },
  DATABASE_URL: {
    key: 'databaseUrl',
    ...databaseUrl,
    mask: withoutPassword,
    description:
      '`postgres://…`; unset: embedded, in `DATA_DIR`; `memory:` embedded, and forgotten at the end',
  },
  DATA_DIR: {
    key: 'dataDir',
    expects: 'the path of a folder',
    parse: (value: string) => value,
    fallback: '.latchkey',
    description: 'folder of the embedded database and the generated secret',
  },
  AUTH_SECRET: {
    key: 'authSecret',
    ...list,
    mask: hidden,
    description: 'secret that keys derive from, ≥ 32 random bytes; while rotating: new,old',
  },
  ACCESS_TOKEN_TTL: {
    key: 'accessTokenTtl',
    ...duration('1s', '24h'),
    fallback: inUnits(DEFAULT_ACCESS_TOKEN_LIFETIME),
    description: 'lifetime of an access token',
  },
  REFRESH_TOKEN_TTL: {
    key: 'refreshTokenTtl',
    ...duration('1s', '3650d'),
    fallback: inUnits(DEFAULT_LIFETIMES.idle),
    description: 'how long a session may stay unused',
  },
  SESSION_MAX_AGE: {
    key: 'sessionMaxAge',
    ...duration('1s', '3650d'),
    fallback: inUnits(DEFAULT_LIFETIMES.maxAge),
    description: 'how long a session lasts at most',
  },
  REFRESH_RACE_WINDOW: {
    key: 'refreshRaceWindow',
    ...duration('0s', '10m'),
    fallback: inUnits(DEFAULT_LIFETIMES.raceWindow),
    description: 'how long a replaced refresh token may be repeated freely',
  },
  REFRESH_RECOVERY_WINDOW: {
    key: 'refreshRecoveryWindow',
    ...duration('0s', '30d'),
    fallback: inUnits(DEFAULT_LIFETIMES.recoveryWindow),
    description: 'how long a lost answer of a refresh can be fetched again',
  },
  REVOCATION_MAX_STALE: {
    key: 'revocationMaxStale',
    ...duration('1s', '1m'),
    fallback: '5s',
    description: 'without news for so long, every access token is checked in the database',
  },
  ACCESS_TOKEN_AUDIENCE: {
    key: 'accessTokenAudience',
    ...list,
    description: 'audiences of access tokens beside PUBLIC_URL, separated by commas',
  },
  BCRYPT_COST: {
    key: 'bcryptCost',
    ...wholeNumber(4, 16),
    fallback: '12',
    description: 'work per password; raising it upgrades hashes at the next sign-in',
  },
  PASSWORD_MIN_LENGTH: {
    key: 'passwordMinLength',
    ...wholeNumber(8, 256),
    fallback: '8',
    description: 'shortest password accepted, in characters',
  },
  SIGNING_KEY_MAX_AGE: {
    key: 'signingKeyMaxAge',
    ...duration('1h', '3650d'),
    fallback: inUnits(DEFAULT_SIGNING_KEY_MAX_AGE),
    description: 'how long one key signs access tokens',
  },
  ROLES: {
    key: 'roles',
    ...roles,
    fallback: JSON.stringify(DEFAULT_ROLES),
    description:
      'role → permissions (`posts:write`, `posts:*`, `*`) as JSON, or the path of a file with it',
  },
  DOCS: {
    key: 'docs',
    ...toggle,
    description: 'serve /docs and /openapi.json; on, in production off',
  },
  LOG_LEVEL: {
    key: 'logLevel',
    ...oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    fallback: 'info',
    description: 'least important log line that is written',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof SETTINGS

/** The settings called `Name`, parsed, by their keys. Times are in seconds. */
export type PickedSettings<Name extends SettingName> = {
  readonly [N in Name as (typeof SETTINGS)[N]['key']]: ValueOf<(typeof SETTINGS)[N]>
}

type ValueOf<S> =
  S extends SettingKind<infer T> ? (S extends { fallback: string } ? T : T | undefined) : never

/** All settings of a process. */
export type Settings = PickedSettings<SettingName> & { readonly docs: boolean }

function withoutPassword(value: string): string {
  const url = URL.parse(value)
  if (!url || value === 'memory:') return value === 'memory:' ? value : hidden()
  if (url.password !== '') url.password = '***'
  return url.href
}
