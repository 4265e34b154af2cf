import {
  databaseUrl,
  duration,
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
    ...oneOf('development', 'production', 'test'),
    fallback: 'development',
    description: 'production refuses to start with a missing or weak setting',
  },
  HOST: { ...text, fallback: '127.0.0.1', description: 'address to listen on' },
  PORT: {
    ...wholeNumber(0, 65_535),
    fallback: '3000',
    description: 'port to listen on; 0 picks a free one',
  },
  PUBLIC_URL: {
    ...origin,
    description: 'address under which clients reach this server; required in production',
  },
  ALLOW_HTTP: {
    ...toggle,
    fallback: 'off',
    description: 'accept an http:// PUBLIC_URL in production; warned about at each start',
  },
  TRUST_PROXY: {
    ...networks,
    description: 'proxies whose forwarded headers are believed: addresses or networks',
  },
  DATABASE_URL: {
    ...databaseUrl,
    mask: withoutPassword,
    description:
      '`postgres://…`; unset: embedded, in `DATA_DIR`; `memory:` embedded, and forgotten at the end',
  },
  DATA_DIR: {
    expects: 'the path of a folder',
    parse: (value: string) => value,
    fallback: '.latchkey',
    description: 'folder of the embedded database and the generated secret',
  },
  AUTH_SECRET: {
    ...list,
    mask: hidden,
    description: 'secret that keys derive from, ≥ 32 random bytes; while rotating: new,old',
  },
  ACCESS_TOKEN_TTL: {
    ...duration('1s', '24h'),
    fallback: '15m',
    description: 'lifetime of an access token',
  },
  REFRESH_TOKEN_TTL: {
    ...duration('1s', '3650d'),
    fallback: '7d',
    description: 'how long a session may stay unused',
  },
  SESSION_MAX_AGE: {
    ...duration('1s', '3650d'),
    fallback: '30d',
    description: 'how long a session lasts at most',
  },
  REFRESH_RACE_WINDOW: {
    ...duration('0s', '10m'),
    fallback: '30s',
    description: 'how long a replaced refresh token may be repeated freely',
  },
  REFRESH_RECOVERY_WINDOW: {
    ...duration('0s', '30d'),
    fallback: '24h',
    description: 'how long a lost answer of a refresh can be fetched again',
  },
  REVOCATION_MAX_STALE: {
    ...duration('1s', '1m'),
    fallback: '5s',
    description: 'without news for so long, every access token is checked in the database',
  },
  ACCESS_TOKEN_AUDIENCE: {
    ...list,
    description: 'audiences of access tokens beside PUBLIC_URL, separated by commas',
  },
  BCRYPT_COST: {
    ...wholeNumber(4, 16),
    fallback: '12',
    description: 'work per password; raising it upgrades hashes at the next sign-in',
  },
  PASSWORD_MIN_LENGTH: {
    ...wholeNumber(8, 256),
    fallback: '8',
    description: 'shortest password accepted, in characters',
  },
  SIGNING_KEY_MAX_AGE: {
    ...duration('1h', '3650d'),
    fallback: '90d',
    description: 'how long one key signs access tokens',
  },
  ROLES: {
    ...roles,
    fallback: '{"admin":["*"],"user":[]}',
    description: 'role → permissions as JSON, or the path of a file with it',
  },
  RATE_LIMITS: { ...toggle, fallback: 'on', description: 'off only for load tests' },
  DOCS: {
    ...toggle,
    description: 'serve /docs and /openapi.json; on, in production off',
  },
  LOG_LEVEL: {
    ...oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    fallback: 'info',
    description: 'least important log line that is written',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof SETTINGS

function withoutPassword(value: string): string {
  const url = URL.parse(value)
  if (!url || value === 'memory:') return value === 'memory:' ? value : hidden()
  if (url.password !== '') url.password = '***'
  return url.href
}
