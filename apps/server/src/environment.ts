import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** The variables of a process and where each came from. */
export interface Environment {
  readonly values: Readonly<Record<string, string | undefined>>
  /** `undefined` for a variable that is not set. An empty one counts as not set. */
  readonly sourceOf: (name: string) => 'environment' | '.env' | undefined
}

/** The given variables, completed by the file `.env` in `folder` if there is one. */
export function readEnvironment(
  given: Readonly<Record<string, string | undefined>>,
  folder: string,
): Environment {
  const file = readEnvFile(join(folder, '.env'))
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== '')
  const values = { ...file, ...Object.fromEntries(set) }
  return {
    values,
    sourceOf(name) {
      if (given[name]) return 'environment'
      return file[name] ? '.env' : undefined
    },
  }
}

function readEnvFile(path: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
