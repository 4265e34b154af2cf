import type { Roles } from '@latchkey/core'

import { productionProblems } from './production-rules.ts'
import { SETTINGS, type Setting, type SettingName } from './settings.ts'
import { SettingsError, type SettingProblem } from './settings-error.ts'

/** The settings of a process, parsed. Times are in seconds. */
export interface Settings {
  readonly environment: 'development' | 'production' | 'test'
  readonly host: string
  readonly port: number
  /** An origin without trailing slash. Undefined only outside production. */
  readonly publicUrl: string | undefined
  readonly allowHttp: boolean
  readonly trustProxy: readonly string[]
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  /** The first writes, all read. Undefined only outside production. */
  readonly authSecret: readonly [string, ...string[]] | undefined
  readonly accessTokenTtl: number
  readonly refreshTokenTtl: number
  readonly sessionMaxAge: number
  readonly refreshRaceWindow: number
  readonly refreshRecoveryWindow: number
  readonly revocationMaxStale: number
  /** Beside the public URL. */
  readonly accessTokenAudience: readonly string[]
  readonly bcryptCost: number
  readonly passwordMinLength: number
  readonly signingKeyMaxAge: number
  readonly roles: Roles
  readonly rateLimits: boolean
  readonly docs: boolean
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Parses the settings in `env`; an empty value counts as unset.
 *
 * @throws {SettingsError} naming all of them that are missing, malformed or too weak for production
 */
export function readSettings(env: Variables): Settings {
  const { optional, required, problems } = createReader(env)
  const environment = required('NODE_ENV', SETTINGS.NODE_ENV)
  const settings: Settings = {
    environment,
    host: required('HOST', SETTINGS.HOST),
    port: required('PORT', SETTINGS.PORT),
    publicUrl: optional('PUBLIC_URL', SETTINGS.PUBLIC_URL),
    allowHttp: required('ALLOW_HTTP', SETTINGS.ALLOW_HTTP),
    trustProxy: optional('TRUST_PROXY', SETTINGS.TRUST_PROXY) ?? [],
    databaseUrl: optional('DATABASE_URL', SETTINGS.DATABASE_URL),
    dataDir: required('DATA_DIR', SETTINGS.DATA_DIR),
    authSecret: optional('AUTH_SECRET', SETTINGS.AUTH_SECRET),
    accessTokenTtl: required('ACCESS_TOKEN_TTL', SETTINGS.ACCESS_TOKEN_TTL),
    refreshTokenTtl: required('REFRESH_TOKEN_TTL', SETTINGS.REFRESH_TOKEN_TTL),
    sessionMaxAge: required('SESSION_MAX_AGE', SETTINGS.SESSION_MAX_AGE),
    refreshRaceWindow: required('REFRESH_RACE_WINDOW', SETTINGS.REFRESH_RACE_WINDOW),
    refreshRecoveryWindow: required('REFRESH_RECOVERY_WINDOW', SETTINGS.REFRESH_RECOVERY_WINDOW),
    revocationMaxStale: required('REVOCATION_MAX_STALE', SETTINGS.REVOCATION_MAX_STALE),
    accessTokenAudience: optional('ACCESS_TOKEN_AUDIENCE', SETTINGS.ACCESS_TOKEN_AUDIENCE) ?? [],
    bcryptCost: required('BCRYPT_COST', SETTINGS.BCRYPT_COST),
    passwordMinLength: required('PASSWORD_MIN_LENGTH', SETTINGS.PASSWORD_MIN_LENGTH),
    signingKeyMaxAge: required('SIGNING_KEY_MAX_AGE', SETTINGS.SIGNING_KEY_MAX_AGE),
    roles: required('ROLES', SETTINGS.ROLES),
    rateLimits: required('RATE_LIMITS', SETTINGS.RATE_LIMITS),
    docs: optional('DOCS', SETTINGS.DOCS) ?? environment !== 'production',
    logLevel: required('LOG_LEVEL', SETTINGS.LOG_LEVEL),
  }
  if (environment === 'production') {
    const malformed = new Set(problems.map(({ setting }) => setting))
    problems.push(...productionProblems(settings).filter(({ setting }) => !malformed.has(setting)))
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return settings
}

/**
 * Where the data is, for commands that need nothing else: a migration job has no secrets.
 *
 * @throws {SettingsError}
 */
export function readDatabaseSettings(env: Variables): Pick<Settings, 'databaseUrl' | 'dataDir'> {
  const { optional, required, problems } = createReader(env)
  const databaseUrl = optional('DATABASE_URL', SETTINGS.DATABASE_URL)
  const dataDir = required('DATA_DIR', SETTINGS.DATA_DIR)
  if (problems.length > 0) throw new SettingsError(problems)
  return { databaseUrl, dataDir }
}

/**
 * What commands that change users need; no secrets either.
 *
 * @throws {SettingsError}
 */
export function readUserSettings(env: Variables): Pick<Settings, 'roles' | 'accessTokenTtl'> {
  const { required, problems } = createReader(env)
  const roles = required('ROLES', SETTINGS.ROLES)
  const accessTokenTtl = required('ACCESS_TOKEN_TTL', SETTINGS.ACCESS_TOKEN_TTL)
  if (problems.length > 0) throw new SettingsError(problems)
  return { roles, accessTokenTtl }
}

/** What commands that touch keys need. */
export type KeySettings = Pick<
  Settings,
  'dataDir' | 'authSecret' | 'accessTokenTtl' | 'refreshRecoveryWindow' | 'signingKeyMaxAge'
>

/** @throws {SettingsError} */
export function readKeySettings(env: Variables): KeySettings {
  const { optional, required, problems } = createReader(env)
  const settings = {
    dataDir: required('DATA_DIR', SETTINGS.DATA_DIR),
    authSecret: optional('AUTH_SECRET', SETTINGS.AUTH_SECRET),
    accessTokenTtl: required('ACCESS_TOKEN_TTL', SETTINGS.ACCESS_TOKEN_TTL),
    refreshRecoveryWindow: required('REFRESH_RECOVERY_WINDOW', SETTINGS.REFRESH_RECOVERY_WINDOW),
    signingKeyMaxAge: required('SIGNING_KEY_MAX_AGE', SETTINGS.SIGNING_KEY_MAX_AGE),
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return settings
}

/** Collects what is malformed instead of stopping at the first. */
function createReader(env: Variables) {
  const problems: SettingProblem[] = []

  function optional<T>(name: SettingName, setting: Setting<T>): T | undefined {
    const given = env[name]
    if (!given) return undefined
    const value = setting.parse(given)
    if (value === undefined) {
      problems.push({ setting: name, message: `is not valid: expected ${setting.expects}` })
    }
    return value
  }

  function required<T>(name: SettingName, setting: Setting<T> & { fallback: string }): T {
    const value = optional(name, setting) ?? setting.parse(setting.fallback)
    if (value === undefined) throw new Error(`The default of ${name} does not parse`)
    return value
  }

  return { optional, required, problems }
}
