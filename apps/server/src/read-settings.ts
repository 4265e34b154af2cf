import { productionWeaknesses, type Weakness } from './production-rules.ts'
import {
  SETTINGS,
  type PickedSettings,
  type Setting,
  type SettingName,
  type Settings,
} from './settings.ts'
import { SettingsError, type SettingProblem } from './settings-error.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** The settings behind the options that production is strict about. */
const SETTING_OF = {
  secret: 'AUTH_SECRET',
  publicUrl: 'PUBLIC_URL',
  bcryptCost: 'BCRYPT_COST',
} as const satisfies Record<Weakness['option'], SettingName>

/**
 * Parses all settings in `env`; an empty value counts as unset.
 *
 * @throws {SettingsError} naming all of them that are missing, malformed or too weak for production
 */
export function readSettings(env: Variables): Settings {
  const { settings, problems } = parseSettings(env, Object.keys(SETTINGS).filter(isSettingName))
  const { environment, authSecret: secret, docs = environment !== 'production' } = settings
  if (environment === 'production') {
    const malformed = new Set(problems.map(({ setting }) => setting))
    const weak = productionWeaknesses({ ...settings, secret })
      .map(({ option, message }) => ({ setting: SETTING_OF[option], message }))
      .filter(({ setting }) => !malformed.has(setting))
    problems.push(...weak)
  }
  if (problems.length > 0) throw new SettingsError(problems)
  return { ...settings, docs }
}

/**
 * Parses the settings that a command needs, and no others: a migration job has no secrets.
 *
 * @throws {SettingsError} naming all of them that are malformed
 */
export function pickSettings<Name extends SettingName>(
  env: Variables,
  ...names: readonly Name[]
): PickedSettings<Name> {
  const { settings, problems } = parseSettings(env, names)
  if (problems.length > 0) throw new SettingsError(problems)
  return settings
}

interface Parsed<T> {
  /** With the default in place of what is malformed. */
  readonly settings: T
  readonly problems: SettingProblem[]
}

// Two signatures, because which key has which type is known to the table and to its type only.
function parseSettings<Name extends SettingName>(
  env: Variables,
  names: readonly Name[],
): Parsed<PickedSettings<Name>>
function parseSettings(
  env: Variables,
  names: readonly SettingName[],
): Parsed<Record<string, unknown>> {
  const settings: Record<string, unknown> = {}
  const problems: SettingProblem[] = []
  for (const name of names) {
    const { key, parse, fallback, expects }: Setting = SETTINGS[name]
    const given = env[name] || undefined
    const value = given === undefined ? undefined : parse(given)
    if (given !== undefined && value === undefined) {
      problems.push({ setting: name, message: `is not valid: expected ${expects}` })
    }
    settings[key] = value ?? (fallback === undefined ? undefined : parse(fallback))
  }
  return { settings, problems }
}

function isSettingName(name: string): name is SettingName {
  return name in SETTINGS
}
