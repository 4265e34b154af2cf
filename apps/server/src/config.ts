import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Environment } from './environment.ts'
import { readSettings } from './read-settings.ts'
import type { Settings } from './settings.ts'
import { SettingsError } from './settings-error.ts'

/** Settings with which a server can start. */
export interface Config extends Settings {
  readonly authSecret: NonNullable<Settings['authSecret']>
}

/**
 * Reads the settings. Without `AUTH_SECRET`, which production does not allow, a secret is made once
 * and kept beside the data; a database in memory gets one that is forgotten like the data.
 *
 * @throws {SettingsError}
 */
export function loadConfig(environment: Environment): Config {
  const settings = readSettings(environment.values)
  const { authSecret, databaseUrl, dataDir } = settings
  if (authSecret) return { ...settings, authSecret }
  const secret = databaseUrl === 'memory:' ? newSecret() : developmentSecret(dataDir)
  return { ...settings, authSecret: [secret] }
}

/**
 * The secret in `dataDir`, made by the first process that asks. It appears under its name complete
 * or not at all, so processes that start together agree on one.
 */
export function developmentSecret(dataDir: string): string {
  const path = join(dataDir, 'secret')
  const kept = readSecret(path)
  if (kept !== undefined) return kept

  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, newSecret(), { flag: 'wx', mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(path, 'utf8')
}

/**
 * The secrets of the installation, for commands: they never make one.
 *
 * @throws {SettingsError} when there are none
 */
export function existingSecrets({
  authSecret,
  dataDir,
}: Pick<Settings, 'authSecret' | 'dataDir'>): readonly [string, ...string[]] {
  if (authSecret) return authSecret
  const kept = readSecret(join(dataDir, 'secret'))
  if (kept !== undefined) return [kept]
  throw new SettingsError([{ setting: 'AUTH_SECRET', message: 'is missing' }])
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** 256 random bits, in characters that need no quotes anywhere. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
